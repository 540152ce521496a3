package dev.locum.authservice.bootstrap;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.ExchangeDelegationResponse;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.denial.DenialReason;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DP-1 to DP-4, IN-3, S3-42 at the whole process: over HTTP, over gRPC, at another replica. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class BoundTokensProcessTest {

  private ProcessWorld world;
  private StartedWork work;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
    work = StartedWork.at(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void exchangeOverHttp_withAProof_isBoundAndSaysSo() throws Exception {
    String proof = work.proof("/oauth/token");
    JsonNode answer = json(work.exchange(proof));

    assertThat(answer.path("token_type").asText()).isEqualTo("DPoP");
    JsonNode worth =
        json(
            world.postAs(
                ProcessWorld.FLEET,
                "/oauth/introspect",
                "token",
                answer.path("access_token").asText()));
    assertThat(worth.path("cnf").path("jkt").asText()).isEqualTo(work.key().thumbprint().value());
    assertThat(worth.path("token_type").asText()).isEqualTo("DPoP");
    for (String refused : new String[] {proof, "x", work.proof("/oauth/introspect")}) {
      HttpResponse<String> again = work.exchange(refused);
      assertThat(again.statusCode()).isEqualTo(400);
      assertThat(json(again).path("error").asText()).isEqualTo("invalid_dpop_proof");
    }
  }

  @Test
  void exchangeOverHttp_withoutAProof_isABearerToken() throws Exception {
    assertThat(json(work.exchange("")).path("token_type").asText()).isEqualTo("Bearer");
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
    String proof = work.proof(StartedWork.GRPC_PATH);

    ExchangeDelegationResponse answer =
        work.exchange(world.grpcAs(ProcessWorld.ALICE_WORKER), proof);
    Throwable again =
        catchThrowable(
            () -> work.exchange(world.as(ProcessWorld.ALICE_WORKER, world.grpcOfAnother()), proof));

    assertThat(answer.getTokenType()).isEqualTo("DPoP");
    assertThat(
            TokenServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.FLEET))
                .introspectToken(
                    IntrospectTokenRequest.newBuilder().setToken(answer.getToken()).build())
                .getConfirmation()
                .getJkt())
        .isEqualTo(work.key().thumbprint().value());
    assertThat(Refusals.reasonOf(again)).isEqualTo(DenialReason.PROOF_REJECTED);
  }
}
