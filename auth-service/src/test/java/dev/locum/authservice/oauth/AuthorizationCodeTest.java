package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redeeming authorization codes (RFC 6749 §4.1, RFC 7636, RFC 9700; SB-1). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AuthorizationCodeTest {

  @TempDir private Path directory;
  private OAuthWorld world;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    TestClients.of(world.logins, "shop").put();
    world.logins.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void code_isRedeemedForTokensOfTheUserAndTheClient() {
    CodeFlow flow = flow("shop");
    Map<String, String> answer = flow.allowedByAda(new Browser(world));

    // RFC 9207: the client can tell who answered.
    assertThat(answer)
        .containsEntry("iss", LoginWorld.ISSUER.value())
        .containsEntry("state", CodeFlow.STATE)
        .containsEntry("page", "1");
    HttpResponse<String> tokens = flow.redeem(code(answer), Map.of());
    JsonNode body = json(tokens);
    assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    assertThat(tokens.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(body.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(body.path("scope").asText()).isEqualTo("openid work");
    var claims =
        world.logins.verifier.verifyAccessToken(access(body), LoginWorld.TRIGGER).orElseThrow();
    assertThat(claims.claims().clientId()).isEqualTo("shop");
    assertThat(claims.claims().subject()).isEqualTo(world.logins.ada().subject());
    assertThat(isActive(body)).isTrue();
  }

  @Test
  void code_leavesATrailFromTheDecisionToTheTokens() {
    CodeFlow flow = flow("shop");
    flow.redeem(code(flow.allowedByAda(new Browser(world))), Map.of());

    List<AuditEvent> logins = world.logins.events(AuditEventType.LOGIN);
    List<AuditEvent> tokens = world.logins.events(AuditEventType.ACCESS_TOKEN_ISSUED);
    assertThat(logins).hasSize(2);
    assertThat(logins.getLast().decision().detail()).contains("authorization code for shop");
    assertThat(tokens).hasSize(1);
    assertThat(tokens.getFirst().parties().session())
        .isEqualTo(logins.getLast().parties().session());
    assertThat(world.logins.events().toString())
        .doesNotContain("locum_ac_", "locum_rt_", "eyJ", CodeFlow.VERIFIER);
  }

  // RFC 6749 §4.1.2, RFC 9700 §4.2.4: one of the two who showed it stole it.
  @Test
  void code_usedAgain_isRefusedAndEndsWhatItIssued() {
    CodeFlow flow = flow("shop");
    String code = code(flow.allowedByAda(new Browser(world)));
    JsonNode tokens = json(flow.redeem(code, Map.of()));
    assertThat(isActive(tokens)).isTrue();

    assertError(flow.redeem(code, Map.of()), 400, "invalid_grant");

    assertThat(isActive(tokens)).isFalse();
    assertError(refresh("shop", tokens.path("refresh_token").asText()), 400, "invalid_grant");
    assertThat(reasons()).contains("TOKEN_REPLAYED");
    assertThat(world.logins.events(AuditEventType.LOGOUT)).hasSize(1);
  }

  @Test
  void code_usedAgainMuchLater_endsWhatItIssuedToo() {
    CodeFlow flow = flow("shop");
    String code = code(flow.allowedByAda(new Browser(world)));
    JsonNode tokens = json(flow.redeem(code, Map.of()));
    world.logins.clock.advance(Duration.ofHours(6));
    world.logins.store.write(tx -> world.logins.codes.removeExpired(tx));

    assertError(flow.redeem(code, Map.of()), 400, "invalid_grant");

    assertError(refresh("shop", tokens.path("refresh_token").asText()), 400, "invalid_grant");
    assertThat(world.logins.events(AuditEventType.LOGOUT)).hasSize(1);
  }

  @Test
  void code_redeemedByManyAtOnce_givesTokensOnce() throws Exception {
    CodeFlow flow = flow("shop");
    String code = code(flow.allowedByAda(new Browser(world)));
    Callable<HttpResponse<String>> redeem = () -> flow.redeem(code, Map.of());

    List<Future<HttpResponse<String>>> answers;
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      answers = callers.invokeAll(List.of(redeem, redeem, redeem, redeem, redeem, redeem));
    }

    assertThat(answers.stream().filter(answer -> answer.resultNow().statusCode() == 200))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void code_livesSixtySeconds() {
    CodeFlow flow = flow("shop");
    String inTime = code(flow.allowedByAda(new Browser(world)));
    String late = code(flow.allowedByAda(new Browser(world)));

    world.logins.clock.advance(Duration.ofSeconds(59));
    assertThat(flow.redeem(inTime, Map.of()).statusCode()).isEqualTo(200);
    world.logins.clock.advance(Duration.ofSeconds(1));
    assertError(flow.redeem(late, Map.of()), 400, "invalid_grant");
  }

  // Each changes one thing that the code is bound to; a wrong guess uses the code up.
  @Test
  void code_withAnythingElseThanItIsBoundTo_isRefusedAndUsedUp() {
    CodeFlow flow = flow("shop");
    for (List<String> wrong :
        List.of(
            List.of("code_verifier", CodeFlow.VERIFIER + "x"),
            List.of("code_verifier", CodeFlow.challenge(CodeFlow.VERIFIER)),
            List.of("code_verifier", "short"),
            List.of("redirect_uri", "https://shop.example/cb"),
            List.of("redirect_uri", "https://shop.example/cb?page=1&x=2"))) {
      String code = code(flow.allowedByAda(new Browser(world)));

      HttpResponse<String> answer = flow.redeem(code, Map.of(), wrong.get(0), wrong.get(1));

      assertError(answer, 400, "invalid_grant");
      assertError(flow.redeem(code, Map.of()), 400, "invalid_grant");
    }
    assertThat(reasons()).contains("TOKEN_CLAIM_REFUSED");
  }

  @Test
  void code_withoutVerifierOrRedirectUri_isInvalid() {
    CodeFlow flow = flow("shop");
    String code = code(flow.allowedByAda(new Browser(world)));

    assertError(flow.redeem(code, Map.of(), "code_verifier", ""), 400, "invalid_request");
    assertError(flow.redeem(code, Map.of(), "redirect_uri", ""), 400, "invalid_request");
    assertThat(flow.redeem(code, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void code_ofAnotherClient_isRefusedAndStaysGood() {
    TestClients.of(world.logins, "thief").put();
    CodeFlow flow = flow("shop");
    String code = code(flow.allowedByAda(new Browser(world)));

    assertError(flow.redeem(code, Map.of(), "client_id", "thief"), 400, "invalid_grant");

    assertThat(flow.redeem(code, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void code_ofAUserDisabledMeanwhile_isRefused() {
    CodeFlow flow = flow("shop");
    String code = code(flow.allowedByAda(new Browser(world)));

    world.logins.putAda(Set.of("rider"), true);

    assertError(flow.redeem(code, Map.of()), 400, "invalid_grant");
    assertThat(reasons()).doesNotContain("");
  }

  @Test
  void code_thatNobodyMade_isRefused() {
    for (String code : List.of("x", "locum_ac_made-up", "'; DROP TABLE authorization_code; --")) {
      assertError(flow("shop").redeem(code, Map.of()), 400, "invalid_grant");
    }
    assertError(flow("shop").redeem("x", Map.of(), "client_id", "none"), 401, "invalid_client");
    assertError(
        flow("shop").redeem("x", Map.of(), "client_id", LoginWorld.CLIENT),
        400,
        "unauthorized_client");
  }

  @Test
  void confidentialClient_provesItselfAndNobodyElseIsIt() {
    TestClients.of(world.logins, "server").method(new ClientMethod.SecretBasic()).put();
    String secret = TestClients.secret(world.logins, "server");
    CodeFlow flow = flow("server");
    String code = code(flow.allowedByAda(new Browser(world)));

    assertError(flow.redeem(code, Map.of(), "client_id", "server"), 401, "invalid_client");
    assertError(flow.redeem(code, basic("server", "locum_cs_wrong")), 401, "invalid_client");
    assertError(flow.redeem(code, basic("shop", secret)), 401, "invalid_client");
    // RFC 6749 §2.3.1: a secret in the body is not a method that we have.
    assertError(
        flow.redeem(code, Map.of(), "client_id", "server", "client_secret", secret),
        401,
        "invalid_client");
    assertThat(reasons()).contains("CREDENTIAL_UNKNOWN");

    JsonNode tokens = json(flow.redeem(code, basic("server", secret)));

    String refresh = tokens.path("refresh_token").asText();
    assertError(refresh("server", refresh), 401, "invalid_client");
    assertError(refresh("shop", refresh), 400, "invalid_grant");
    HttpResponse<String> fresh =
        world.post(
            "/oauth/token",
            basic("server", secret),
            "grant_type",
            "refresh_token",
            "refresh_token",
            refresh);
    assertThat(fresh.statusCode()).as(fresh.body()).isEqualTo(200);
  }

  @Test
  void refreshToken_isRotatedAndItsReuseEndsTheFamily() {
    CodeFlow flow = flow("shop");
    JsonNode first = json(flow.redeem(code(flow.allowedByAda(new Browser(world))), Map.of()));
    JsonNode second = json(refresh("shop", first.path("refresh_token").asText()));
    assertThat(isActive(second)).isTrue();

    assertError(refresh("shop", first.path("refresh_token").asText()), 400, "invalid_grant");

    assertThat(isActive(second)).isFalse();
    assertError(refresh("shop", second.path("refresh_token").asText()), 400, "invalid_grant");
  }

  // RFC 6749 §6: Authlib names the scope at each refresh.
  @Test
  void refreshToken_withTheScopeOfItsSession_isGood_andWithAnyOtherRefusedUnused() {
    CodeFlow flow = flow("shop");
    JsonNode tokens = json(flow.redeem(code(flow.allowedByAda(new Browser(world))), Map.of()));
    String refresh = tokens.path("refresh_token").asText();

    for (String scope : List.of("openid", "openid profile work", "everything", "openid  work")) {
      assertError(refresh("shop", refresh, "scope", scope), 400, "invalid_scope");
    }
    assertError(refresh("shop", "locum_rt_x", "scope", "work"), 400, "invalid_grant");

    assertThat(refresh("shop", refresh, "scope", "work openid").statusCode()).isEqualTo(200);
  }

  @Test
  void clientWithoutARefreshGrant_getsNoRefreshToken() {
    TestClients.of(world.logins, "once").grants(UserGrant.AUTHORIZATION_CODE).put();
    CodeFlow flow = flow("once");

    JsonNode tokens = json(flow.redeem(code(flow.allowedByAda(new Browser(world))), Map.of()));

    assertThat(isActive(tokens)).isTrue();
    assertThat(tokens.has("refresh_token")).isFalse();
    assertError(refresh("once", "locum_rt_x"), 400, "unauthorized_client");
  }

  // Without `work` a client learns who somebody is and does nothing in their name.
  @Test
  void tokenWithoutTheScopeWork_isForTheAuthServiceAlone() {
    TestClients.of(world.logins, "viewer").scopes(Scope.OPENID).put();
    CodeFlow flow = flow("viewer").with("scope", "openid");

    JsonNode tokens = json(flow.redeem(code(flow.allowedByAda(new Browser(world))), Map.of()));

    assertThat(isActive(tokens)).isFalse();
    assertThat(
            world.logins.verifier.verifyAccessToken(
                access(tokens), new dev.locum.token.Audience(LoginWorld.ISSUER.value())))
        .isInstanceOf(Verification.Verified.class);
    for (String target : List.of("locum-trigger", "trip")) {
      String refresh = tokens.path("refresh_token").asText();
      assertError(refresh("viewer", refresh, "audience", target), 400, "invalid_target");
    }
    // What was asked for in vain has not been used up.
    JsonNode fresh = json(refresh("viewer", tokens.path("refresh_token").asText()));
    assertThat(isActive(fresh)).isFalse();
  }

  @Test
  void revocation_byTheClient_endsItsSessionAndNobodyElses() {
    TestClients.of(world.logins, "other").put();
    CodeFlow flow = flow("shop");
    JsonNode tokens = json(flow.redeem(code(flow.allowedByAda(new Browser(world))), Map.of()));
    String refresh = tokens.path("refresh_token").asText();

    assertError(
        world.post("/oauth/revoke", Map.of(), "client_id", "other", "token", refresh),
        400,
        "unauthorized_client");
    assertThat(isActive(tokens)).isTrue();
    assertThat(
            world
                .post("/oauth/revoke", Map.of(), "client_id", "shop", "token", refresh)
                .statusCode())
        .isEqualTo(200);
    assertThat(isActive(tokens)).isFalse();
  }

  private CodeFlow flow(String clientId) {
    return new CodeFlow(world.client, clientId);
  }

  private static String code(Map<String, String> answer) {
    assertThat(answer).containsKey("code");
    return String.valueOf(answer.get("code"));
  }

  private static Map<String, String> basic(String id, String secret) {
    return Map.of("Authorization", OAuthWorld.basic(id, secret));
  }

  private HttpResponse<String> refresh(String clientId, String token, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of("grant_type", "refresh_token", "client_id", clientId, "refresh_token", token));
    form.addAll(List.of(more));
    return world.post("/oauth/token", Map.of(), form.toArray(new String[0]));
  }

  private static RawToken access(JsonNode tokens) {
    return RawToken.of(tokens.path("access_token").asText());
  }

  private boolean isActive(JsonNode tokens) {
    return world.logins.accessTokens.introspect(access(tokens)) instanceof Verification.Verified;
  }

  private List<String> reasons() {
    return world.logins.events().stream()
        .map(AuditEvent::decision)
        .filter(decision -> decision.outcome() == AuditDecision.Outcome.REFUSED)
        .map(AuditDecision::reason)
        .toList();
  }
}
