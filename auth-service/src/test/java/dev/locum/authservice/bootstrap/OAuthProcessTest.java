package dev.locum.authservice.bootstrap;

import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.fixture.ProcessWorld.ALICE_WORKER;
import static dev.locum.authservice.fixture.ProcessWorld.BILLING;
import static dev.locum.authservice.fixture.ProcessWorld.BOB_WORKER;
import static dev.locum.authservice.fixture.ProcessWorld.FLEET;
import static dev.locum.authservice.fixture.ProcessWorld.TRIGGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.token.WorkloadId;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP side of the whole auth service: nothing is faked but the clock. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OAuthProcessTest {

  private static final String TYPE = "urn:ietf:params:oauth:token-type:";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  @TempDir private Path directory;
  private ProcessWorld world;

  @BeforeEach
  void open() {
    world = ProcessWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void fromLoginToDownstream_everyStepCountsAndIsInTheTrail_S3_27_S3_61_S3_86() throws Exception {
    JsonNode login = world.login();
    String delegation = bound(delegate(access(login), "fleet.reserve", "k-1"));
    JsonNode downstream = json(exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve"));

    SignedJWT token = SignedJWT.parse(downstream.path("access_token").asText());
    assertThat(token.getJWTClaimsSet().getSubject())
        .isEqualTo(world.beside.ada().subject().value());
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("fleet");
    assertThat(token.getJWTClaimsSet().getJSONObjectClaim("act"))
        .containsEntry("sub", "alice-worker");
    assertThat(active(FLEET, downstream.path("access_token").asText())).isTrue();
    assertThat(types())
        .containsSubsequence(
            AuditEventType.LOGIN,
            AuditEventType.LOGIN,
            AuditEventType.ACCESS_TOKEN_ISSUED,
            AuditEventType.DELEGATION_ISSUED,
            AuditEventType.SERVICE_TOKEN_ISSUED,
            AuditEventType.DELEGATION_BOUND,
            AuditEventType.DELEGATION_EXCHANGED,
            AuditEventType.TOKEN_INTROSPECTED);
    assertThat(world.beside.events()).allMatch(event -> event.decision().isAllowed());
  }

  @Test
  void delegation_repeatedKey_isTheSameDelegation_anotherRequestIsRefused() throws Exception {
    String access = access(world.login());
    String first = token(delegate(access, "fleet.reserve", "k-1"));
    String again = token(delegate(access, "fleet.reserve", "k-1"));

    assertThat(SignedJWT.parse(again).getJWTClaimsSet().getClaim("txn"))
        .isEqualTo(SignedJWT.parse(first).getJWTClaimsSet().getClaim("txn"));
    assertError(delegate(access, "fleet.release", "k-1"), 400, "invalid_request");
  }

  @Test
  void delegation_moreThanTheUserMay_isInvalidScope_TT_7_TX_12() {
    String access = access(world.login());

    assertError(delegate(access, "billing.charge", "k-1"), 400, "invalid_scope");
    assertError(delegate(access, "fleet.reserve billing.charge", "k-2"), 400, "invalid_scope");
    assertError(delegate(access, "rocket.launch", "k-3"), 400, "invalid_scope");
  }

  // TX-4: no narrower scope would help; a route that is not there looks the same.
  @Test
  void delegation_ofAUserWhoMayNotUseTheRoute_isInvalidRequest() {
    world.beside.putAda(Set.of("guide"), false);

    assertError(delegate(access(world.login()), "fleet.reserve", "k-1"), 400, "invalid_request");
  }

  @Test
  void delegation_byAnyoneButATrigger_isRefused_S3_63() {
    String access = access(world.login());

    for (WorkloadId other : List.of(ALICE_WORKER, FLEET)) {
      assertError(
          world.postAs(
              other, "/oauth/token", StartedWork.delegationForm(access, "fleet.reserve", "k-1")),
          400,
          "unauthorized_client");
    }
  }

  @Test
  void delegation_userDisabledOrLoggedOut_isRefusedAtOnce_TX_4_S3_28() {
    String loggedOut = access(world.login());
    JsonNode other = world.login();
    world.client.post(
        "/oauth/revoke",
        Map.of(),
        "client_id",
        CLIENT,
        "token",
        other.path("refresh_token").asText());
    assertError(delegate(access(other), "fleet.reserve", "k-1"), 400, "invalid_request");

    assertThat(delegate(loggedOut, "fleet.reserve", "k-2").statusCode()).isEqualTo(200);
    world.beside.putAda(Set.of("rider"), true);
    assertError(delegate(loggedOut, "fleet.reserve", "k-3"), 400, "invalid_request");
  }

  @Test
  void exchange_byAnotherTenantsWorkerOrUnbound_isRefused_TX_4() {
    String access = access(world.login());
    String unbound = token(delegate(access, "fleet.reserve", "k-1"));
    assertError(exchange(ALICE_WORKER, unbound, "fleet", "fleet.reserve"), 400, "invalid_request");

    String delegation = bound(delegate(access, "fleet.reserve", "k-2"));
    assertError(exchange(BOB_WORKER, delegation, "fleet", "fleet.reserve"), 400, "invalid_request");
    assertError(exchange(FLEET, delegation, "fleet", "fleet.reserve"), 400, "unauthorized_client");
    assertThat(exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve").statusCode())
        .isEqualTo(200);
  }

  @Test
  void exchange_moreThanGrantedOrNotOfTheDownstream_isInvalidScope_TX_12() {
    String delegation = bound(delegate(access(world.login()), "fleet.reserve", "k-1"));

    assertError(exchange(ALICE_WORKER, delegation, "fleet", "fleet.release"), 400, "invalid_scope");
    assertError(
        exchange(ALICE_WORKER, delegation, "billing", "fleet.reserve"), 400, "invalid_scope");
  }

  @Test
  void exchange_unknownDownstream_isInvalidTarget_TX_5() {
    String delegation = bound(delegate(access(world.login()), "fleet.reserve", "k-1"));

    assertError(
        exchange(ALICE_WORKER, delegation, "elsewhere", "fleet.reserve"), 400, "invalid_target");
  }

  @Test
  void exchange_afterExpiryOrOfADownstreamToken_isInvalidRequest_TX_4_TX_11() {
    String delegation = bound(delegate(access(world.login()), "fleet.reserve", "k-1"));
    String downstream = token(exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve"));
    assertError(
        exchange(ALICE_WORKER, downstream, "fleet", "fleet.reserve"), 400, "invalid_request");

    world.beside.clock.advance(Duration.ofMinutes(6));
    assertError(
        exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve"), 400, "invalid_request");
  }

  @Test
  void introspection_answersOnlyWhomTheTokenIsFor_IN_2() {
    String access = access(world.login());
    String delegation = bound(delegate(access, "fleet.reserve", "k-1"));
    String downstream = token(exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve"));

    assertThat(active(TRIGGER, access)).isTrue();
    assertThat(active(FLEET, access)).isFalse();
    assertThat(active(ALICE_WORKER, access)).isFalse();
    assertThat(active(ALICE_WORKER, delegation)).isTrue();
    assertThat(active(BOB_WORKER, delegation)).isFalse();
    assertThat(active(TRIGGER, delegation)).isFalse();
    assertThat(active(FLEET, delegation)).as("exchange mode: fleet never gets it").isFalse();
    assertThat(active(FLEET, downstream)).isTrue();
    assertThat(active(BILLING, downstream)).isFalse();
    assertThat(active(ALICE_WORKER, downstream)).isFalse();
    assertThat(world.beside.events(AuditEventType.TOKEN_INTROSPECTED))
        .extracting(event -> event.decision().isAllowed())
        .containsExactly(true, false, false, true, false, false, false, true, false, false);
  }

  @Test
  void revokedDelegation_isWorthNothingNorIsWhatCameOfIt_RV_3_S3_28() {
    String delegation = bound(delegate(access(world.login()), "fleet.reserve", "k-1"));
    String downstream = token(exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve"));
    assertError(
        world.postAs(ALICE_WORKER, "/oauth/revoke", "token", delegation),
        400,
        "unauthorized_client");
    assertThat(active(FLEET, downstream)).isTrue();

    assertThat(world.postAs(TRIGGER, "/oauth/revoke", "token", delegation).statusCode())
        .isEqualTo(200);

    assertThat(active(ALICE_WORKER, delegation)).isFalse();
    assertThat(active(FLEET, downstream)).isFalse();
    assertError(
        exchange(ALICE_WORKER, delegation, "fleet", "fleet.reserve"), 400, "invalid_request");
    assertThat(types()).contains(AuditEventType.DELEGATION_REVOKED);
  }

  @Test
  void clientCredentials_wrongKeyOrNameOfAnother_isRefusedAndAudited_CA_1() {
    String right = world.postAs(TRIGGER, "/oauth/token", "grant_type", "client_credentials").body();
    assertThat(right).contains("access_token");

    assertError(
        world.client.post(
            "/oauth/token",
            Map.of("Authorization", LoopbackClient.basic("trigger", "lk_wrong")),
            "grant_type",
            "client_credentials"),
        401,
        "invalid_client");
    List<AuditEvent> refused =
        world.beside.events(AuditEventType.SERVICE_TOKEN_ISSUED).stream()
            .filter(event -> !event.decision().isAllowed())
            .toList();
    assertThat(refused)
        .singleElement()
        .satisfies(event -> assertThat(event.decision().reason()).isEqualTo("CREDENTIAL_UNKNOWN"));
  }

  @Test
  void disabledWorkload_isNobodyAtOnce_IN_1() {
    assertThat(active(TRIGGER, access(world.login()))).isTrue();

    world.beside.store.write(
        tx -> tx.update("UPDATE workload SET disabled = ? WHERE id = ?", true, "trigger"));

    assertError(world.postAs(TRIGGER, "/oauth/introspect", "token", "x"), 401, "invalid_client");
  }

  private HttpResponse<String> delegate(String access, String scope, String key) {
    return world.postAs(TRIGGER, "/oauth/token", StartedWork.delegationForm(access, scope, key));
  }

  private HttpResponse<String> exchange(
      WorkloadId worker, String delegation, String downstream, String scope) {
    return world.postAs(
        worker,
        "/oauth/token",
        "grant_type",
        EXCHANGE,
        "subject_token",
        delegation,
        "subject_token_type",
        TYPE + "txn_token",
        "audience",
        downstream,
        "scope",
        scope);
  }

  /** The token of the delegation, after the trigger has reported the run. */
  private String bound(HttpResponse<String> delegation) {
    String token = token(delegation);
    String service =
        token(world.postAs(TRIGGER, "/oauth/token", "grant_type", "client_credentials"));
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + service);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", world.process.grpcPort())
            .usePlaintext()
            .build();
    try {
      DelegationServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .withDeadlineAfter(10, TimeUnit.SECONDS)
          .bindRun(
              BindRunRequest.newBuilder()
                  .setDelegationId(
                      String.valueOf(SignedJWT.parse(token).getJWTClaimsSet().getClaim("txn")))
                  .setFirstExecutionRunId("run-of-" + token.hashCode())
                  .build());
      return token;
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
    } finally {
      channel.shutdownNow();
    }
  }

  private boolean active(WorkloadId caller, String token) {
    HttpResponse<String> answer = world.postAs(caller, "/oauth/introspect", "token", token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).path("active").asBoolean();
  }

  private List<AuditEventType> types() {
    return world.beside.events().stream().map(AuditEvent::type).toList();
  }

  private static String access(JsonNode login) {
    return login.path("access_token").asText();
  }

  private static String token(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).path("access_token").asText();
  }

  private static void assertError(HttpResponse<String> answer, int status, String error) {
    assertThat(json(answer).path("error").asText()).as(answer.body()).isEqualTo(error);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
