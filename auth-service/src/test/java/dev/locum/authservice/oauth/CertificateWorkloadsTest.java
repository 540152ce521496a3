package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.SelfSignedTLSClientAuthentication;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.CertificateWorld;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.route.SenderConstraint;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.Workloads;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.Audience;
import dev.locum.token.WorkloadId;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MT-1: workloads that prove themselves by certificates over HTTP, over real TLS (RFC 8705). */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class CertificateWorkloadsTest {

  private CertificateWorld certificates;
  private ProcessWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    certificates = CertificateWorld.open(directory);
    world = certificates.world;
  }

  @AfterEach
  void close() {
    certificates.close();
  }

  @Test
  void workload_withItsCertificate_isItAtEveryEndpoint_MT_1() {
    IssuedCertificate own = certificates.workloads.issueClient("trigger");
    give(ProcessWorld.TRIGGER, own);
    LoopbackClient trigger = certificates.with(own);

    HttpResponse<String> token = serviceToken(trigger, "trigger");
    assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
    for (String endpoint : List.of("/oauth/introspect", "/oauth/revoke")) {
      HttpResponse<String> answer =
          trigger.post(endpoint, Map.of(), "client_id", "trigger", "token", "x");
      assertThat(answer.statusCode()).as(endpoint).isEqualTo(200);
    }
  }

  @Test
  void workload_withAnythingElse_isInvalidClientAndAudited_MT_1() {
    IssuedCertificate own = certificates.workloads.issueClient("trigger");
    IssuedCertificate unvouched = certificates.stranger.issueClient("trigger");
    IssuedCertificate ofClients = certificates.clients.issueClient("trigger");
    IssuedCertificate server = certificates.workloads.issueLocalServer("trigger");
    give(ProcessWorld.TRIGGER, own, unvouched, ofClients, server);
    give(ProcessWorld.FLEET, certificates.workloads.issueClient("fleet"));
    world.beside.forgetEvents();

    for (IssuedCertificate wrong :
        List.of(unvouched, ofClients, server, certificates.workloads.issueClient("trigger"))) {
      assertError(serviceToken(certificates.with(wrong), "trigger"), 401, "invalid_client");
    }
    assertError(serviceToken(certificates.with(own), "fleet"), 401, "invalid_client");
    assertError(serviceToken(certificates.withNone(), "trigger"), 401, "invalid_client");
    assertThat(world.beside.events(AuditEventType.SERVICE_TOKEN_ISSUED))
        .hasSize(5)
        .allMatch(event -> event.decision().reason().equals("CREDENTIAL_UNKNOWN"));
  }

  /** An implementation that is not ours reads the document and proves a workload. */
  @Test
  void nimbusClient_readsTheAliasesAndIsProven_MT_1() throws Exception {
    AuthorizationServerMetadata metadata =
        AuthorizationServerMetadata.parse(
            world.client.get("/.well-known/oauth-authorization-server").body());
    IssuedCertificate own = certificates.workloads.issueClient("trigger");
    give(ProcessWorld.TRIGGER, own);

    TokenResponse response =
        TokenResponse.parse(
            new TokenRequest.Builder(
                    URI.create(
                        "https://127.0.0.1:"
                            + certificates.portForCertificates()
                            + metadata.getMtlsEndpointAliases().getTokenEndpointURI().getPath()),
                    new SelfSignedTLSClientAuthentication(
                        new ClientID("trigger"), certificates.context(own).getSocketFactory()),
                    new ClientCredentialsGrant())
                .build()
                .toHTTPRequest()
                .send());

    assertThat(metadata.supportsTLSClientCertificateBoundAccessTokens()).isTrue();
    assertThat(metadata.getTokenEndpointAuthMethods())
        .contains(
            ClientAuthenticationMethod.TLS_CLIENT_AUTH,
            ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH);
    assertThat(response.indicatesSuccess()).isTrue();
  }

  /** S3-42: whoever asks for certificates gets tokens that are bound to one, and sees to which. */
  @Test
  void exchange_forADownstreamThatAsksForCertificates_isBoundAndSaysSo_MT_1() throws Exception {
    StartedWork work = StartedWork.at(world);
    constrain(SenderConstraint.MTLS);
    IssuedCertificate own = CertificateMaker.forTest().selfSignedCertificate();

    assertError(work.exchangeAt(certificates.withNone()), 400, "invalid_dpop_proof");
    assertError(work.exchange(""), 400, "invalid_dpop_proof");
    HttpResponse<String> answer = work.exchangeAt(certificates.with(own));

    String token = json(answer).path("access_token").asText();
    assertThat(json(answer).path("token_type").asText()).isEqualTo("Bearer");
    assertThat(CertificateWorld.boundTo(token)).contains(own.thumbprint());
    JsonNode worth = json(world.postAs(ProcessWorld.FLEET, "/oauth/introspect", "token", token));
    assertThat(worth.path("cnf").path("x5t#S256").asText()).isEqualTo(own.thumbprint());
    assertThat(worth.path("token_type").asText()).isEqualTo("Bearer");

    constrain(SenderConstraint.DPOP);
    assertThat(
            json(world.postAs(ProcessWorld.FLEET, "/oauth/introspect", "token", token))
                .path("active")
                .asBoolean())
        .as("bound otherwise than the downstream asks for now")
        .isFalse();
    assertError(work.exchangeAt(certificates.with(own)), 400, "invalid_dpop_proof");
  }

  private void constrain(SenderConstraint constraint) {
    world.beside.store.write(tx -> {
      Downstream fleet = Rules.findDownstream(tx, new Audience("fleet")).orElseThrow();
      Rules.putDownstream(tx, fleet.withSenderConstraint(constraint));
      return true;
    });
  }

  private void give(WorkloadId id, IssuedCertificate... registered) {
    List<String> thumbprints = Stream.of(registered).map(IssuedCertificate::thumbprint).toList();
    world.beside.store.write(tx -> replace(tx, id, thumbprints));
  }

  private Workload replace(Transaction tx, WorkloadId id, List<String> thumbprints) {
    Workload former = Workloads.find(tx, id).orElseThrow();
    Workload with =
        new Workload(
            id,
            former.kind(),
            former.tenant(),
            former.taskQueues(),
            false,
            new WorkloadCredentials(List.of(), thumbprints, List.of()),
            former.serviceAudiences(),
            former.downstream(),
            former.administratorRoles());
    Workloads.put(tx, with, world.beside.clock.instant());
    return with;
  }

  private static HttpResponse<String> serviceToken(LoopbackClient client, String id) {
    return client.post(
        "/oauth/token", Map.of(), "grant_type", "client_credentials", "client_id", id);
  }
}
