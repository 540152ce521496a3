package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.inTurn;
import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.token.WorkloadId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TX-1…13, TT-3…8, S3-61, S3-63: token exchange over HTTP. What is granted, the domain's tests
 * prove.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TokenExchangeTest {

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TYPE = "urn:ietf:params:oauth:token-type:";
  private static final String DETAILS = "{\"route\":\"trip\",\"idempotency_key\":\"k-1\"}";

  @TempDir private Path directory;
  private OAuthWorld world;
  private SessionTokens user;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    user = world.logins.sessionOfAda();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void delegation_wellFormed_isAnsweredAsATransactionToken_TT_3_TT_5_TX_6() throws Exception {
    HttpResponse<String> answer = delegate(Map.of());
    JsonNode body = json(answer);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(body.path("token_type").asText()).isEqualTo("N_A");
    assertThat(body.path("issued_token_type").asText()).isEqualTo(TYPE + "txn_token");
    assertThat(body.path("expires_in").asLong()).isBetween(1L, 900L);
    assertThat(body.path("scope").asText()).isEqualTo("fleet.reserve");
    assertThat(body.has("refresh_token")).isFalse();
    SignedJWT token = SignedJWT.parse(body.path("access_token").asText());
    assertThat(token.getHeader().getType()).hasToString("txntoken+jwt");
    assertThat(token.getJWTClaimsSet().getSubject())
        .isEqualTo(world.logins.ada().subject().value());
    assertThat(token.getPayload().toString()).doesNotContain(user.access().token().reveal());
  }

  @Test
  void delegation_refusedScope_isInvalidScope_TT_7() {
    assertError(delegate(Map.of("scope", "fleet.reserve rocket.launch")), 400, "invalid_scope");
    assertError(delegate(Map.of("scope", "")), 400, "invalid_scope");
    assertError(delegate(Map.of("scope", "fleet.*")), 400, "invalid_scope");
    assertError(delegate(Map.of("scope", "fleet.reserve  fleet.release")), 400, "invalid_scope");
  }

  @Test
  void delegation_expiredOrRevokedOrForeignSubject_isInvalidRequest_TT_6_TX_4() {
    String other = world.logins.sessionOfAda().access().token().reveal();
    world.logins.sessions.end(dev.locum.token.RawToken.of(other), LoginWorld.CLI);

    assertError(delegate(Map.of("subject_token", other)), 400, "invalid_request");
    assertError(delegate(Map.of("subject_token", "a.b.c")), 400, "invalid_request");
    assertError(delegate(Map.of("subject_token", "x".repeat(20_000))), 400, "invalid_request");
    world.logins.clock.advance(Duration.ofMinutes(11));
    assertError(delegate(Map.of()), 400, "invalid_request");
  }

  @Test
  void delegation_subjectOfAnotherType_isInvalidRequest_TT_4() {
    for (String type : List.of("refresh_token", "id_token", "saml2", "self_signed", "made_up")) {
      assertError(delegate(Map.of("subject_token_type", TYPE + type)), 400, "invalid_request");
    }
    assertError(
        delegate(
            Map.of(
                "subject_token",
                user.refresh().reveal(),
                "subject_token_type",
                TYPE + "refresh_token")),
        400,
        "invalid_request");
  }

  @Test
  void delegation_wrongAudience_isInvalidTarget_TX_5_TT_3() {
    assertError(delegate(Map.of("audience", "elsewhere")), 400, "invalid_target");
    assertError(delegate(Map.of("audience", "")), 400, "invalid_request");
    assertError(delegate(Map.of("resource", "https://elsewhere.example")), 400, "invalid_target");
    assertError(delegate(Map.of("resource", "no-uri")), 400, "invalid_target");
    assertError(delegate(Map.of("resource", "https://x.example/#fragment")), 400, "invalid_target");
  }

  @Test
  void delegation_malformedDetailsOrContext_isInvalidRequest_TT_3() {
    for (String details :
        List.of(
            "",
            "null",
            "[]",
            "eyJyb3V0ZSI6InRyaXAifQ",
            "{\"route\":\"trip\"}",
            "{\"idempotency_key\":\"k\"}",
            "{\"route\":7,\"idempotency_key\":\"k\"}",
            "{\"route\":\"trip\",\"idempotency_key\":\"k k\"}",
            "{\"route\":\"trip\",\"idempotency_key\":\"k\",\"lifetime\":-1}",
            "{\"route\":\"trip\",\"idempotency_key\":\"k\",\"lifetime\":null}",
            "{\"route\":\"trip\",\"idempotency_key\":\"k\",\"azd\":{}}",
            "{\"route\":\"trip\",\"route\":\"other\",\"idempotency_key\":\"k\"}",
            "{\"route\":\"trip\",\"idempotency_key\":\"k\"} x",
            "[".repeat(4000))) {
      assertError(delegate(Map.of("request_details", details)), 400, "invalid_request");
    }
    assertError(delegate(Map.of("request_context", "[1]")), 400, "invalid_request");
    assertThat(world.authority.delegationRequests).isEmpty();
  }

  @Test
  void delegation_details_reachTheDomain_TT_3_TT_8() {
    delegate(
        Map.of(
            "request_details",
            "{\"route\":\"trip\",\"idempotency_key\":\"k-1\",\"task_queue\":\"queue-alice\","
                + "\"lifetime\":60}",
            "request_context",
            "{\"ip\":\"192.0.2.1\",\"tctx\":{\"tenant\":\"bob\"}}"));

    assertThat(world.authority.delegationRequests)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.details().route()).isEqualTo("trip");
          assertThat(request.details().idempotencyKey()).isEqualTo("k-1");
          assertThat(request.details().taskQueue()).contains("queue-alice");
          assertThat(request.details().lifetime()).contains(Duration.ofSeconds(60));
          assertThat(request.details().requestDigest()).matches("[0-9a-f]{64}");
          assertThat(request.actions().toScope()).isEqualTo("fleet.reserve");
        });
  }

  @Test
  void delegation_digest_tellsARepeatFromAnotherRequest() {
    delegate(Map.of());
    delegate(Map.of());
    delegate(Map.of("scope", "fleet.reserve fleet.release"));
    delegate(
        Map.of(
            "request_details",
            "{\"route\":\"trip\",\"idempotency_key\":\"k-1\",\"input_digest\":\""
                + "a".repeat(64)
                + "\"}"));

    List<String> digests =
        world.authority.delegationRequests.stream()
            .map(request -> request.details().requestDigest())
            .toList();
    assertThat(digests.get(0)).isEqualTo(digests.get(1));
    assertThat(digests.subList(1, 4)).doesNotHaveDuplicates();
  }

  @Test
  void exchange_wellFormed_isAnsweredAsADownstreamToken_TX_6_TX_8_S3_61() throws Exception {
    HttpResponse<String> answer = exchange(Map.of());
    JsonNode body = json(answer);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    AccessTokenResponse.parse(JSONObjectUtils.parse(answer.body()));
    assertThat(body.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(body.path("issued_token_type").asText()).isEqualTo(TYPE + "access_token");
    assertThat(body.path("expires_in").asLong()).isBetween(1L, 60L);
    assertThat(body.path("scope").asText()).isEqualTo("fleet.reserve");
    SignedJWT token = SignedJWT.parse(body.path("access_token").asText());
    assertThat(token.getJWTClaimsSet().getSubject())
        .isEqualTo(world.logins.ada().subject().value());
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("fleet");
    Map<String, Object> act = token.getJWTClaimsSet().getJSONObjectClaim("act");
    assertThat(act).containsEntry("sub", "alice-worker");
    assertThat(act.get("act")).asString().contains("trigger");
  }

  @Test
  void exchange_twoTargets_fails_oneNamedTwice_isOne_TX_5() {
    String delegation = delegationToken();
    List<String> form =
        new ArrayList<>(
            List.of(
                "grant_type",
                GRANT,
                "subject_token",
                delegation,
                "subject_token_type",
                TYPE + "txn_token",
                "scope",
                "fleet.reserve",
                "audience",
                "fleet",
                "audience",
                "billing"));
    assertError(post(FakeAuthority.WORKER, form), 400, "invalid_target");

    form.set(form.size() - 1, "fleet");
    assertThat(post(FakeAuthority.WORKER, form).statusCode()).isEqualTo(200);
  }

  @Test
  void exchange_unknownOrNoTarget_isInvalidTarget_TX_5() {
    assertError(exchange(Map.of("audience", "nobody")), 400, "invalid_target");
    assertError(exchange(Map.of("audience", "")), 400, "invalid_target");
    assertError(exchange(Map.of("audience", "a b\"")), 400, "invalid_target");
  }

  @Test
  void exchange_moreThanTheSubjectPermits_isInvalidScope_TX_12() {
    assertError(exchange(Map.of("scope", "fleet.release")), 400, "invalid_scope");
    assertError(
        exchange(Map.of("scope", "billing.charge", "audience", "billing")), 400, "invalid_scope");
    assertError(exchange(Map.of("scope", "")), 400, "invalid_scope");
  }

  @Test
  void exchange_accessTokenAsDelegationAndBack_isInvalidRequest_TX_4() {
    assertError(
        exchange(Map.of("subject_token", user.access().token().reveal())), 400, "invalid_request");
    assertError(delegate(Map.of("subject_token", delegationToken())), 400, "invalid_request");
  }

  @Test
  void exchange_notGrantedToThisClient_isRefused_S3_63() {
    assertError(post(FakeAuthority.FLEET, exchangeForm(Map.of())), 400, "invalid_request");
    assertError(post(FakeAuthority.WORKER, delegationForm(Map.of())), 400, "unauthorized_client");
  }

  @Test
  void exchange_unauthenticatedOrPublicClient_isRefused_S3_63() {
    List<String> form = exchangeForm(Map.of());

    assertError(world.post("/oauth/token", Map.of(), array(form)), 401, "invalid_client");
    form.addAll(List.of("client_id", LoginWorld.CLIENT));
    assertError(world.post("/oauth/token", Map.of(), array(form)), 400, "unauthorized_client");
  }

  @Test
  void otherGrantValues_areUnsupported_TX_1() {
    for (String grant :
        List.of("implicit", "password", GRANT + "x", GRANT.toUpperCase(java.util.Locale.ROOT))) {
      assertError(
          world.postAs(FakeAuthority.WORKER, "/oauth/token", "grant_type", grant),
          400,
          "unsupported_grant_type");
    }
    assertError(world.postAs(FakeAuthority.WORKER, "/oauth/token"), 400, "invalid_request");
  }

  @Test
  void authorityThatCannotDecide_isUnavailable_notARefusal() {
    List<String> form = exchangeForm(Map.of());
    world.authority.fault =
        java.util.Optional.of(
            new dev.locum.token.denial.DenialException(
                dev.locum.token.denial.DenialReason.STORE_UNAVAILABLE, "planted"));

    HttpResponse<String> answer = post(FakeAuthority.WORKER, form);
    assertError(answer, 503, "temporarily_unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private HttpResponse<String> delegate(Map<String, String> changes) {
    return post(FakeAuthority.TRIGGER, delegationForm(changes));
  }

  private HttpResponse<String> exchange(Map<String, String> changes) {
    return post(FakeAuthority.WORKER, exchangeForm(changes));
  }

  private List<String> delegationForm(Map<String, String> changes) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", GRANT);
    form.put("subject_token", user.access().token().reveal());
    form.put("subject_token_type", TYPE + "access_token");
    form.put("requested_token_type", TYPE + "txn_token");
    form.put("audience", "locum");
    form.put("scope", "fleet.reserve");
    form.put("request_details", DETAILS);
    form.putAll(changes);
    return inTurn(form);
  }

  private List<String> exchangeForm(Map<String, String> changes) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", GRANT);
    form.put("subject_token_type", TYPE + "txn_token");
    form.put("audience", "fleet");
    form.put("scope", "fleet.reserve");
    form.putAll(changes);
    form.computeIfAbsent("subject_token", absent -> delegationToken());
    return inTurn(form);
  }

  private String delegationToken() {
    return json(delegate(Map.of())).path("access_token").asText();
  }

  private HttpResponse<String> post(WorkloadId workload, List<String> form) {
    return world.postAs(workload, "/oauth/token", array(form));
  }

  private static String[] array(List<String> form) {
    return form.toArray(new String[0]);
  }
}
