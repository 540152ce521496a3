package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoginWorld.CLI;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.oauth.authority.DelegationRequest;
import dev.locum.authservice.oauth.authority.ExchangeRequest;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.Revocation;
import dev.locum.authservice.session.SessionTerms;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.ServiceClaims;
import dev.locum.token.SessionId;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IN-1…3, RV-1, RV-2, S3-28: what a token is worth, and how it stops being worth anything. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IntrospectionAndRevocationTest {

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
  void introspect_accessTokenByTheTrigger_saysWho_IN_3_S3_28() throws Exception {
    HttpResponse<String> answer = introspect(FakeAuthority.TRIGGER, access(user));
    JsonNode body = json(answer);

    TokenIntrospectionSuccessResponse parsed =
        TokenIntrospectionSuccessResponse.parse(JSONObjectUtils.parse(answer.body()));
    assertThat(parsed.isActive()).isTrue();
    assertThat(parsed.getSubject().getValue()).isEqualTo(world.logins.ada().subject().value());
    assertThat(body.path("active").isBoolean()).isTrue();
    assertThat(body.path("exp").isIntegralNumber()).isTrue();
    assertThat(body.path("iat").isIntegralNumber()).isTrue();
    assertThat(body.path("client_id").asText()).isEqualTo(CLIENT);
    assertThat(body.path("tenant").asText()).isEqualTo("alice");
    assertThat(body.path("roles").get(0).asText()).isEqualTo("rider");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  /** IN-3: a boolean, numbers, and what a downstream decides by. */
  @Test
  void introspect_downstreamTokenByItsAudience_surfacesScopeAndActor_IN_3() {
    String downstream = downstreamToken();

    JsonNode body = json(introspect(FakeAuthority.FLEET, downstream));

    assertThat(body.path("active").asBoolean()).isTrue();
    assertThat(body.path("scope").asText()).isEqualTo("fleet.reserve");
    assertThat(body.path("act").path("sub").asText()).isEqualTo("alice-worker");
    assertThat(body.path("act").path("act").path("sub").asText()).isEqualTo("trigger");
    assertThat(body.path("txn").asText()).startsWith("d-");
  }

  @Test
  void introspect_anythingThatDoesNotCountForTheCaller_isInactiveAndNothingElse_IN_2() {
    SessionTokens ended = world.logins.sessionOfAda();
    world.logins.sessions.end(ended.access().token(), CLI);

    for (String token :
        List.of(
            access(ended), "made-up", "a.b.c", "x".repeat(20_000), user.refresh().reveal(), "\n")) {
      assertInactive(introspect(FakeAuthority.TRIGGER, token));
    }
    assertInactive(introspect(FakeAuthority.WORKER, access(user)));
    assertInactive(introspect(FakeAuthority.FLEET, access(user)));
    assertInactive(introspect(FakeAuthority.TRIGGER, downstreamToken()));
    world.logins.clock.advance(Duration.ofMinutes(11));
    assertInactive(introspect(FakeAuthority.TRIGGER, access(user)));
  }

  /** IN-2: unknown, expired, revoked, not yet valid, not for the caller; no one tells which. */
  @Test
  void introspect_whateverIsWrong_isAnsweredToTheLetterAlike() {
    String revoked = access(world.logins.sessionOfAda());
    revoke(revoked);
    String unsigned = access(user).replaceAll("[^.]+$", "AAAA");
    String service =
        world
            .logins
            .issuer
            .issueServiceToken(
                new ServiceClaims(FakeAuthority.TRIGGER, new Audience(LoginWorld.ISSUER.value())),
                Duration.ofMinutes(1))
            .token()
            .reveal();
    String forTheAuthService = accessOfShop(new Audience(LoginWorld.ISSUER.value())).reveal();
    for (String token :
        List.of("made-up", revoked, unsigned, service, forTheAuthService, notYetValid())) {
      assertInactive(introspect(FakeAuthority.TRIGGER, token));
    }
    assertInactive(introspect(FakeAuthority.FLEET, access(user)));
    world.logins.clock.advance(Duration.ofMinutes(10));
    assertInactive(introspect(FakeAuthority.TRIGGER, access(user)));
  }

  /** A right token of a session that stands, but for its times. */
  private String notYetValid() {
    try {
      Map<String, Object> claims =
          new LinkedHashMap<>(SignedJWT.parse(access(user)).getPayload().toJSONObject());
      long later = world.logins.clock.instant().plusSeconds(60).getEpochSecond();
      claims.put("iat", later);
      claims.put("exp", later + 60);
      return new JoseTokenSigner(world.logins.key, CryptoProviders.choose())
          .sign("at+jwt", claims)
          .reveal();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void introspect_userDisabledMeanwhile_isInactiveAtOnce_S3_28() {
    assertThat(json(introspect(FakeAuthority.TRIGGER, access(user))).path("active").asBoolean())
        .isTrue();

    world.logins.putAda(Set.of("rider"), true);

    assertInactive(introspect(FakeAuthority.TRIGGER, access(user)));
  }

  @Test
  void introspect_withoutProof_isUnauthorized_IN_1() {
    assertError(
        world.post("/oauth/introspect", Map.of(), "token", access(user)), 401, "invalid_client");
    assertError(
        world.post("/oauth/introspect", Map.of(), "token", access(user), "client_id", CLIENT),
        401,
        "invalid_client");
    assertError(
        world.post(
            "/oauth/introspect",
            Map.of("Authorization", OAuthWorld.basic("trigger", "wrong")),
            "token",
            access(user)),
        401,
        "invalid_client");
  }

  @Test
  void introspect_withoutToken_isInvalid_hintsAreIgnored_IN_1() {
    assertError(world.postAs(FakeAuthority.TRIGGER, "/oauth/introspect"), 400, "invalid_request");
    for (String hint : List.of("refresh_token", "made_up", "access_token")) {
      HttpResponse<String> answer =
          world.postAs(
              FakeAuthority.TRIGGER,
              "/oauth/introspect",
              "token",
              access(user),
              "token_type_hint",
              hint);
      assertThat(json(answer).path("active").asBoolean()).isTrue();
    }
    assertThat(world.get("/oauth/introspect").statusCode()).isEqualTo(405);
  }

  @Test
  void revoke_refreshToken_killsTheAccessTokens_RV_2() {
    assertThat(revoke(user.refresh().reveal()).statusCode()).isEqualTo(200);

    assertInactive(introspect(FakeAuthority.TRIGGER, access(user)));
    assertThat(revoke(user.refresh().reveal()).statusCode()).isEqualTo(200);
  }

  @Test
  void revoke_accessToken_killsItAlone_RV_1() {
    SessionTokens fresh = world.logins.sessions.refresh(user.refresh(), CLIENT, CLI).orElseThrow();

    assertThat(revoke(access(user)).statusCode()).isEqualTo(200);

    assertInactive(introspect(FakeAuthority.TRIGGER, access(user)));
    assertThat(json(introspect(FakeAuthority.TRIGGER, access(fresh))).path("active").asBoolean())
        .isTrue();
  }

  // One rule says whether a token stands, for whoever asks and whatever it is for.
  @Test
  void revoke_accessTokenOfAnyAudience_isDeadEverywhereAtOnce_RV_1() {
    for (Audience audience :
        List.of(LoginWorld.TRIGGER, LoginWorld.TRIP, new Audience(LoginWorld.ISSUER.value()))) {
      RawToken token = accessOfShop(audience);
      assertThat(standsAnywhere(token)).as(audience + " before").isTrue();

      assertThat(
              world
                  .post("/oauth/revoke", Map.of(), "client_id", "shop", "token", token.reveal())
                  .statusCode())
          .isEqualTo(200);

      assertThat(standsAnywhere(token)).as(audience + " after").isFalse();
      assertThat(world.logins.events(AuditEventType.ACCESS_TOKEN_REVOKED)).hasSize(1);
      world.logins.forgetEvents();
    }
  }

  @Test
  void revoke_anotherClientsTokenOfAnyAudience_isRefusedAndItStillCounts_RV_1() {
    for (Audience audience : List.of(LoginWorld.TRIP, new Audience(LoginWorld.ISSUER.value()))) {
      RawToken token = accessOfShop(audience);

      assertError(revoke(token.reveal()), 400, "unauthorized_client");

      assertThat(standsAnywhere(token)).isTrue();
    }
  }

  @Test
  void revoke_unknownOrExpiredToken_isAnsweredLikeARevokedOne_RV_1() {
    for (String token : List.of("made-up", "locum_rt_made-up", "a.b.c", "x".repeat(20_000))) {
      HttpResponse<String> answer = revoke(token);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
    world.logins.clock.advance(Duration.ofMinutes(11));
    assertThat(revoke(access(user)).statusCode()).isEqualTo(200);
  }

  @Test
  void revoke_anotherClientsToken_isRefusedAndItStillCounts_RV_1() {
    for (String token : List.of(access(user), user.refresh().reveal())) {
      assertError(
          world.postAs(FakeAuthority.TRIGGER, "/oauth/revoke", "token", token),
          400,
          "unauthorized_client");
    }
    assertError(
        world.postAs(FakeAuthority.WORKER, "/oauth/revoke", "token", delegationToken()),
        400,
        "unauthorized_client");
    assertThat(world.logins.accessTokens.introspect(user.access().token()))
        .isInstanceOf(Verification.Verified.class);
    assertThat(world.logins.sessions.refresh(user.refresh(), CLIENT, CLI))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  void revoke_delegationByItsTrigger_endsTheExchanges_RV_3() {
    String delegation = delegationToken();

    assertThat(
            world.postAs(FakeAuthority.TRIGGER, "/oauth/revoke", "token", delegation).statusCode())
        .isEqualTo(200);

    HttpResponse<String> exchange =
        world.postAs(
            FakeAuthority.WORKER,
            "/oauth/token",
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            delegation,
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:txn_token",
            "audience",
            "fleet",
            "scope",
            "fleet.reserve");
    assertError(exchange, 400, "invalid_request");
  }

  @Test
  void revoke_withoutClient_isUnauthorized_RV_1() {
    assertError(
        world.post("/oauth/revoke", Map.of(), "token", access(user)), 401, "invalid_client");
    assertError(world.post("/oauth/revoke", Map.of(), "client_id", CLIENT), 400, "invalid_request");
  }

  /** An access token of ada's, got by a client of its own. */
  private RawToken accessOfShop(Audience audience) {
    StoredSessions.Prepared prepared =
        world.logins.sessions.prepare(
            new SessionId(UUID.randomUUID().toString()),
            world.logins.store.read(
                tx -> UserAccounts.find(tx, world.logins.ada().subject()).orElseThrow()),
            new SessionTerms("shop", EnumSet.allOf(Scope.class), Optional.empty(), false),
            audience,
            Optional.empty());
    TestClients.of(world.logins, "shop").put();
    world.logins.store.write(tx -> {
      world.logins.sessions.begin(tx, prepared, CLI);
      return prepared;
    });
    return prepared.tokens().access().token();
  }

  /** Whether any of those who ask the store takes it. */
  private boolean standsAnywhere(RawToken token) {
    boolean atTrigger =
        world.logins.accessTokens.introspect(token) instanceof Verification.Verified;
    boolean atUserInfo =
        world.get("/oauth/userinfo", "Authorization", "Bearer " + token.reveal()).statusCode()
            == 200;
    boolean atRevocation =
        world.logins.sessions.revoke(token, "nobody", CLI) == Revocation.NOT_OF_THIS_CLIENT;
    return atTrigger || atUserInfo || atRevocation;
  }

  private HttpResponse<String> introspect(WorkloadId caller, String token) {
    return world.postAs(caller, "/oauth/introspect", "token", token);
  }

  private HttpResponse<String> revoke(String token) {
    return world.post("/oauth/revoke", Map.of(), "client_id", CLIENT, "token", token);
  }

  private String delegationToken() {
    DelegationRequest request =
        new DelegationRequest(
            world.logins.sessionOfAda().access().token(),
            ActionSet.ofNames("fleet.reserve"),
            new DelegationRequest.Details(
                "trip", "k", "0".repeat(64), Optional.empty(), Optional.empty()));
    return world
        .authority
        .issueDelegation(FakeAuthority.workload(FakeAuthority.TRIGGER), request, "c")
        .token()
        .token()
        .reveal();
  }

  private String downstreamToken() {
    ExchangeRequest request =
        new ExchangeRequest(
            RawToken.of(delegationToken()),
            "fleet",
            ActionSet.ofNames("fleet.reserve"),
            ShownProof.none());
    return world
        .authority
        .exchange(FakeAuthority.workload(FakeAuthority.WORKER), request, "c")
        .token()
        .token()
        .reveal();
  }

  private static void assertInactive(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"active\":false}");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  private static String access(SessionTokens tokens) {
    return tokens.access().token().reveal();
  }
}
