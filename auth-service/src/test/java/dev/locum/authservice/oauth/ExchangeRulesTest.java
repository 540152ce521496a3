package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.inTurn;
import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.ServiceClaims;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 8693, rule by rule. Forged tokens here bear a right signature: nothing but a rule refuses.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeRulesTest {

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TYPE = "urn:ietf:params:oauth:token-type:";

  @TempDir private Path directory;
  private OAuthWorld world;
  private String access;
  private String delegation;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    access = world.logins.sessionOfAda().access().token().reveal();
    delegation = json(delegate(form -> {})).path("access_token").asText();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** TX-2: both, or nothing. */
  @Test
  void subject_withoutTokenOrType_isInvalidRequest() {
    for (String part : List.of("subject_token", "subject_token_type")) {
      for (Consumer<Map<String, String>> change :
          List.<Consumer<Map<String, String>>>of(
              form -> form.remove(part), form -> form.put(part, ""))) {
        assertError(delegate(change), 400, "invalid_request");
        assertError(exchange(change), 400, "invalid_request");
      }
    }
  }

  /** TX-3: one without the other says nothing of whose token it is. */
  @Test
  void actor_withoutTokenOrType_isInvalidRequest() {
    for (Consumer<Map<String, String>> change :
        List.<Consumer<Map<String, String>>>of(
            form -> form.put("actor_token", service(FakeAuthority.WORKER)),
            form -> form.put("actor_token_type", TYPE + "access_token"))) {
      assertError(exchange(change), 400, "invalid_request");
      assertError(delegate(change), 400, "invalid_request");
    }
  }

  /** TX-4: whatever is wrong with the subject, it is invalid_request (RFC 8693 section 2.2.2). */
  @Test
  void subject_thatDoesNotCount_isInvalidRequest() {
    String ended = world.logins.sessionOfAda().access().token().reveal();
    world.logins.sessions.end(RawToken.of(ended), LoginWorld.CLI);
    for (String bad :
        List.of(
            "x",
            "a.b.c",
            ended,
            delegation,
            service(FakeAuthority.TRIGGER),
            access.substring(0, access.length() - 4) + "AAAA",
            "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.")) {
      assertError(delegate(form -> form.put("subject_token", bad)), 400, "invalid_request");
    }
    for (String bad : List.of("x", access, service(FakeAuthority.WORKER))) {
      assertError(exchange(form -> form.put("subject_token", bad)), 400, "invalid_request");
    }
    world.logins.clock.advance(Duration.ofMinutes(11));
    assertError(exchange(form -> {}), 400, "invalid_request");
    assertError(delegate(form -> {}), 400, "invalid_request");
  }

  /** TX-4: the same of the actor, and nobody goes on as if it had not been shown. */
  @Test
  void actor_thatDoesNotCount_isInvalidRequest() {
    String expired = service(FakeAuthority.WORKER, Duration.ofSeconds(1));
    world.logins.clock.advance(Duration.ofSeconds(1));
    for (String bad : List.of("x", expired, access, delegation, service(FakeAuthority.TRIGGER))) {
      assertError(exchange(form -> actor(form, bad)), 400, "invalid_request");
    }
  }

  /** TX-6: what a success says, for both kinds. */
  @Test
  void success_saysWhatWasIssued() throws Exception {
    for (HttpResponse<String> answer : List.of(delegate(form -> {}), exchange(form -> {}))) {
      JsonNode body = json(answer);
      boolean isDelegation = body.path("issued_token_type").asText().equals(TYPE + "txn_token");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.headers().firstValue("Pragma")).contains("no-cache");
      assertThat(body.path("token_type").asText()).isEqualTo(isDelegation ? "N_A" : "Bearer");
      assertThat(body.path("issued_token_type").asText())
          .isEqualTo(TYPE + (isDelegation ? "txn_token" : "access_token"));
      assertThat(body.path("scope").asText()).isEqualTo("fleet.reserve");
      assertThat(body.path("expires_in").isIntegralNumber()).isTrue();
      assertThat(body.has("refresh_token")).isFalse();
      var claims = SignedJWT.parse(body.path("access_token").asText()).getJWTClaimsSet();
      assertThat(claims.getExpirationTime().toInstant())
          .isEqualTo(world.logins.clock.instant().plusSeconds(body.path("expires_in").asLong()));
    }
  }

  /** TX-7: absent means the one type that there is; every other one is invalid_request. */
  @Test
  void requestedType_absentIsTheDefault_unsupportedIsInvalidRequest() {
    assertThat(
            json(delegate(form -> form.remove("requested_token_type")))
                .path("issued_token_type")
                .asText())
        .isEqualTo(TYPE + "txn_token");
    assertThat(json(exchange(form -> {})).path("issued_token_type").asText())
        .isEqualTo(TYPE + "access_token");
    assertThat(
            exchange(form -> form.put("requested_token_type", TYPE + "access_token")).statusCode())
        .isEqualTo(200);
    for (String type : List.of("refresh_token", "id_token", "saml1", "saml2", "jwt", "made_up")) {
      Consumer<Map<String, String>> asking = form -> form.put("requested_token_type", TYPE + type);
      assertError(delegate(asking), 400, "invalid_request");
      assertError(exchange(asking), 400, "invalid_request");
    }
    assertError(
        delegate(form -> form.put("requested_token_type", TYPE + "access_token")),
        400,
        "invalid_request");
    assertError(
        exchange(form -> form.put("requested_token_type", TYPE + "txn_token")),
        400,
        "invalid_request");
  }

  /**
   * TX-10: the actor must be who asks. Our tokens have no {@code may_act}; a subject that has one,
   * even one that names the actor, is no token of ours.
   */
  @Test
  void actor_isMatchedWithTheRequester_andMayActIsNoWayAround() {
    assertThat(exchange(form -> actor(form, service(FakeAuthority.WORKER))).statusCode())
        .isEqualTo(200);
    assertError(
        exchange(form -> actor(form, service(FakeAuthority.FLEET))), 400, "invalid_request");
    assertError(
        exchange(form -> {
          actor(form, service(FakeAuthority.WORKER));
          form.put("actor_token_type", TYPE + "saml2");
        }),
        400,
        "invalid_request");

    for (Map<String, Object> mayAct :
        List.of(
            Map.<String, Object>of("sub", "alice-worker", "iss", LoginWorld.ISSUER.value()),
            Map.<String, Object>of("client_id", "alice-worker"),
            Map.<String, Object>of("sub", "fleet"))) {
      String forged = forged(delegation, "txntoken+jwt", "may_act", mayAct);
      assertError(exchange(form -> form.put("subject_token", forged)), 400, "invalid_request");
      assertError(
          exchange(form -> {
            form.put("subject_token", forged);
            actor(form, service(FakeAuthority.WORKER));
          }),
          400,
          "invalid_request");
    }
  }

  /** TX-11: a subject that carries act or may_act never falls through to a plain exchange. */
  @Test
  void subjectWithActOrMayAct_withoutAnActor_isNeverExchanged() {
    String downstream = json(exchange(form -> {})).path("access_token").asText();
    for (String claim : List.of("act", "may_act")) {
      Map<String, Object> trigger = Map.of("sub", "trigger");
      String withAccess = forged(access, "at+jwt", claim, trigger);
      String withDelegation = forged(delegation, "txntoken+jwt", claim, trigger);

      assertError(delegate(form -> form.put("subject_token", withAccess)), 400, "invalid_request");
      assertError(
          exchange(form -> form.put("subject_token", withDelegation)), 400, "invalid_request");
    }
    for (String type : List.of("txn_token", "access_token", "jwt")) {
      Consumer<Map<String, String>> again =
          form -> {
            form.put("subject_token", downstream);
            form.put("subject_token_type", TYPE + type);
          };
      // Access tokens are exchanged for the trust domain alone, whatever is wrong with them.
      assertError(
          exchange(again), 400, type.equals("txn_token") ? "invalid_request" : "invalid_target");
      assertError(delegate(again), 400, "invalid_request");
    }
  }

  /** TX-13: every parameter that must not repeat, known or not; what is unknown is ignored. */
  @Test
  void parameters_repeated_areInvalidRequest_unknownOnesAreIgnored() {
    for (String name :
        List.of(
            "grant_type",
            "subject_token",
            "subject_token_type",
            "actor_token",
            "actor_token_type",
            "requested_token_type",
            "scope",
            "client_id",
            "client_assertion",
            "client_assertion_type",
            "request_details",
            "request_context",
            "made_up")) {
      List<String> repeated = inTurn(exchangeForm());
      repeated.addAll(List.of(name, "x", name, "x"));
      assertError(post(FakeAuthority.WORKER, repeated), 400, "invalid_request");
    }

    assertThat(exchange(form -> form.put("made_up", "x")).statusCode()).isEqualTo(200);
    assertThat(exchange(form -> form.put("txn", "d-other")).statusCode()).isEqualTo(200);
  }

  /**
   * TT-14: single use is a verifier's choice, and ours is not to ask for it: the activities of one
   * workflow exchange one delegation many times, each time for a token of its own.
   */
  @Test
  void transactionToken_exchangedAgain_givesAnotherTokenOfTheSameTransaction() throws Exception {
    var first = SignedJWT.parse(json(exchange(form -> {})).path("access_token").asText());
    var again = SignedJWT.parse(json(exchange(form -> {})).path("access_token").asText());

    assertThat(again.getJWTClaimsSet().getClaim("txn"))
        .isEqualTo(first.getJWTClaimsSet().getClaim("txn"));
    assertThat(again.getJWTClaimsSet().getJWTID()).isNotEqualTo(first.getJWTClaimsSet().getJWTID());
  }

  private HttpResponse<String> delegate(Consumer<Map<String, String>> change) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", GRANT);
    form.put("subject_token", access);
    form.put("subject_token_type", TYPE + "access_token");
    form.put("requested_token_type", TYPE + "txn_token");
    form.put("audience", "locum");
    form.put("scope", "fleet.reserve");
    form.put("request_details", "{\"route\":\"trip\",\"idempotency_key\":\"k-1\"}");
    change.accept(form);
    return post(FakeAuthority.TRIGGER, inTurn(form));
  }

  private HttpResponse<String> exchange(Consumer<Map<String, String>> change) {
    Map<String, String> form = exchangeForm();
    change.accept(form);
    return post(FakeAuthority.WORKER, inTurn(form));
  }

  private Map<String, String> exchangeForm() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", GRANT);
    form.put("subject_token", delegation);
    form.put("subject_token_type", TYPE + "txn_token");
    form.put("audience", "fleet");
    form.put("scope", "fleet.reserve");
    return form;
  }

  private static void actor(Map<String, String> form, String token) {
    form.put("actor_token", token);
    form.put("actor_token_type", TYPE + "access_token");
  }

  private String service(WorkloadId workload) {
    return service(workload, Duration.ofMinutes(1));
  }

  private String service(WorkloadId workload, Duration life) {
    Audience self = new Audience(LoginWorld.ISSUER.value());
    return world
        .logins
        .issuer
        .issueServiceToken(new ServiceClaims(workload, self), life)
        .token()
        .reveal();
  }

  /** The same token with one claim more, signed by our own key. */
  private String forged(String token, String type, String claim, Object value) {
    try {
      Map<String, Object> claims =
          new LinkedHashMap<>(SignedJWT.parse(token).getPayload().toJSONObject());
      claims.put(claim, value);
      return new JoseTokenSigner(world.logins.key, CryptoProviders.choose())
          .sign(type, claims)
          .reveal();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(WorkloadId workload, List<String> form) {
    return world.postAs(workload, "/oauth/token", form.toArray(new String[0]));
  }
}
