package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.Proofs;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.ExchangeDelegationResponse;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DP-1 to DP-4, IN-3, S3-42 at the whole process: over HTTP, over gRPC, at another replica. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class BoundTokensProcessTest {

  private static final String TYPE = "urn:ietf:params:oauth:token-type:";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String GRPC_EXCHANGE =
      "/" + DelegationServiceGrpc.getExchangeDelegationMethod().getFullMethodName();

  private ProcessWorld world;
  private DpopKey key;
  private String delegation;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    world = ProcessWorld.open(directory);
    key = Proofs.key(world.beside);
    delegation = startedWork();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void exchangeOverHttp_withAProof_isBoundAndSaysSo() throws Exception {
    String proof = proof("/oauth/token");
    JsonNode answer = json(exchange(proof));

    assertThat(answer.path("token_type").asText()).isEqualTo("DPoP");
    JsonNode worth =
        json(
            world.postAs(
                ProcessWorld.FLEET,
                "/oauth/introspect",
                "token",
                answer.path("access_token").asText()));
    assertThat(worth.path("cnf").path("jkt").asText()).isEqualTo(key.thumbprint().value());
    assertThat(worth.path("token_type").asText()).isEqualTo("DPoP");
    for (String refused : new String[] {proof, "x", proof("/oauth/introspect")}) {
      HttpResponse<String> again = exchange(refused);
      assertThat(again.statusCode()).isEqualTo(400);
      assertThat(json(again).path("error").asText()).isEqualTo("invalid_dpop_proof");
    }
  }

  @Test
  void exchangeOverHttp_withoutAProof_isABearerToken() throws Exception {
    assertThat(json(exchange("")).path("token_type").asText()).isEqualTo("Bearer");
    assertThat(
            json(world.client.get("/.well-known/oauth-authorization-server"))
                .path("dpop_signing_alg_values_supported")
                .toString())
        .contains("ES256")
        .doesNotContain("none", "HS256");
  }

  /** DP-2: a proof counts once over all replicas. */
  @Test
  void exchangeOverGrpc_proofShownToBothReplicas_countsOnce() {
    String proof = proof(GRPC_EXCHANGE);

    ExchangeDelegationResponse answer = exchange(world.grpcAs(ProcessWorld.ALICE_WORKER), proof);
    Throwable again =
        catchThrowable(
            () -> exchange(world.as(ProcessWorld.ALICE_WORKER, world.grpcOfAnother()), proof));

    assertThat(answer.getTokenType()).isEqualTo("DPoP");
    assertThat(
            TokenServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.FLEET))
                .introspectToken(
                    IntrospectTokenRequest.newBuilder().setToken(answer.getToken()).build())
                .getConfirmation()
                .getJkt())
        .isEqualTo(key.thumbprint().value());
    assertThat(Refusals.reasonOf(again)).isEqualTo(DenialReason.PROOF_REJECTED);
  }

  private ExchangeDelegationResponse exchange(Channel channel, String proof) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("dpop", Metadata.ASCII_STRING_MARSHALLER), proof);
    JsonNode context = claims(delegation).path("tctx");
    return DelegationServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .exchangeDelegation(
            ExchangeDelegationRequest.newBuilder()
                .setDelegationToken(delegation)
                .setExecution(
                    Execution.newBuilder()
                        .setNamespace(context.path("namespace").asText())
                        .setWorkflowType(context.path("workflow_type").asText())
                        .setWorkflowId(context.path("workflow_id").asText())
                        .setRunId("run-1")
                        .setFirstExecutionRunId("run-1")
                        .setTaskQueue("queue-alice"))
                .setDownstream("fleet")
                .addActions("fleet.reserve")
                .build());
  }

  private HttpResponse<String> exchange(String proof) {
    String credential =
        LoopbackClient.basic("alice-worker", world.apiKey(ProcessWorld.ALICE_WORKER));
    return world.client.post(
        "/oauth/token",
        proof.isEmpty()
            ? Map.of("Authorization", credential)
            : Map.of("Authorization", credential, "DPoP", proof),
        "grant_type",
        EXCHANGE,
        "subject_token",
        delegation,
        "subject_token_type",
        TYPE + "txn_token",
        "audience",
        "fleet",
        "scope",
        "fleet.reserve");
  }

  private String startedWork() throws Exception {
    JsonNode answer =
        json(
            world.postAs(
                ProcessWorld.TRIGGER,
                "/oauth/token",
                "grant_type",
                EXCHANGE,
                "subject_token",
                world.login().path("access_token").asText(),
                "subject_token_type",
                TYPE + "access_token",
                "requested_token_type",
                TYPE + "txn_token",
                "audience",
                "locum",
                "scope",
                "fleet.reserve",
                "request_details",
                "{\"route\":\"trip\",\"idempotency_key\":\"k-1\"}"));
    String token = answer.path("access_token").asText();
    String id = claims(token).path("txn").asText();
    DelegationServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.TRIGGER))
        .bindRun(
            BindRunRequest.newBuilder()
                .setDelegationId(id)
                .setFirstExecutionRunId("run-1")
                .build());
    return token;
  }

  private String proof(String path) {
    return key.prove(
            "POST", new TargetUri(TargetUri.parse(LoginWorld.ISSUER.value()).origin(), path))
        .reveal();
  }

  private static JsonNode claims(String token) {
    try {
      return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }
}
