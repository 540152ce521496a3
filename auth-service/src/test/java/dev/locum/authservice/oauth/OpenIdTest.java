package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
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

/**
 * OpenID Connect: id tokens, userinfo and discovery, read by an implementation that is not ours.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OpenIdTest {

  private static final String NONCE = "n-0S6_WzA2Mj";

  @TempDir private Path directory;
  private OAuthWorld world;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    TestClients.of(world.logins, "shop").put();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void idToken_isValidForNimbusAndSaysWhoLoggedInAndWhen() throws Exception {
    JsonNode tokens = login("openid profile work");

    // Their validator has no clock to set: what it says of time is compared by hand below.
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(LoginWorld.ISSUER.value()),
            new ClientID("shop"),
            JWSAlgorithm.ES256,
            JWKSet.parse(world.get("/oauth/jwks").body()));
    validator.setMaxClockSkew((int) Duration.ofDays(3_650).toSeconds());
    JWT idToken = SignedJWT.parse(tokens.path("id_token").asText());
    IDTokenClaimsSet claims = validator.validate(idToken, new Nonce(NONCE));

    assertThat(claims.getSubject().getValue()).isEqualTo(world.logins.ada().subject().value());
    assertThat(claims.getAudience()).extracting(Object::toString).containsExactly("shop");
    assertThat(claims.getIssueTime().toInstant()).isEqualTo(world.logins.clock.instant());
    assertThat(claims.getExpirationTime().toInstant())
        .isEqualTo(world.logins.clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(claims.getAuthenticationTime().toInstant()).isEqualTo(world.logins.clock.instant());
    assertThat(claims.getStringClaim("preferred_username")).isEqualTo("ada");
    assertThat(claims.getStringClaim("tenant")).isEqualTo("alice");
    assertThat(claims.getStringListClaim("roles")).containsExactly("rider");
  }

  @Test
  void idToken_saysNoMoreThanWasAllowed() throws Exception {
    JsonNode tokens = login("openid");

    assertThat(
            SignedJWT.parse(tokens.path("id_token").asText())
                .getJWTClaimsSet()
                .getClaims()
                .keySet())
        .containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "auth_time", "sid", "nonce");
    assertThat(login("work").has("id_token")).isFalse();
  }

  // BP-5: an id token opens nothing, and no other token is one.
  @Test
  void idToken_isAcceptedNowhere_BP_5() {
    String idToken = login("openid work").path("id_token").asText();

    for (String audience : List.of("shop", "locum-trigger", "locum", LoginWorld.ISSUER.value())) {
      RawToken raw = RawToken.of(idToken);
      assertThat(world.logins.verifier.verifyAccessToken(raw, new Audience(audience)))
          .isInstanceOf(Verification.Rejected.class);
      assertThat(world.logins.verifier.verifyServiceToken(raw, new Audience(audience)))
          .isInstanceOf(Verification.Rejected.class);
      assertThat(world.logins.verifier.verifyDelegationToken(raw, new Audience(audience)))
          .isInstanceOf(Verification.Rejected.class);
      assertThat(world.logins.verifier.verifyDownstreamToken(raw, new Audience(audience)))
          .isInstanceOf(Verification.Rejected.class);
    }
    assertThat(userInfo(idToken).statusCode()).isEqualTo(401);
  }

  @Test
  void userInfo_saysWhatTheStoreKnowsNow() {
    JsonNode tokens = login("openid profile work");
    String access = tokens.path("access_token").asText();
    world.logins.putAda(Set.of("guide"), false);

    JsonNode info = json(userInfo(access));

    assertThat(info.path("sub").asText()).isEqualTo(world.logins.ada().subject().value());
    assertThat(info.path("preferred_username").asText()).isEqualTo("ada");
    assertThat(info.path("roles").get(0).asText()).isEqualTo("guide");
    assertThat(json(userInfo(login("openid").path("access_token").asText())).properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("sub");
  }

  @Test
  void userInfo_withoutACountingToken_saysNothing() {
    JsonNode tokens = login("openid work");
    String access = tokens.path("access_token").asText();
    SessionTokens cli = world.logins.sessionOfAda();

    assertRefused(world.get("/oauth/userinfo"), 401, "Bearer realm=\"locum\"");
    assertRefused(world.get("/oauth/userinfo", "Authorization", "Basic eA=="), 401, "Bearer");
    assertRefused(userInfo("x"), 401, "error=\"invalid_token\"");
    assertRefused(userInfo(access + "x"), 401, "error=\"invalid_token\"");
    // The built-in client acts as the user and may not ask who they are.
    assertRefused(userInfo(cli.access().token().reveal()), 403, "error=\"insufficient_scope\"");
    assertRefused(world.get("/oauth/userinfo?access_token=" + access), 401, "Bearer");
    world.post("/oauth/revoke", Map.of(), "client_id", "shop", "token", access);
    assertRefused(userInfo(access), 401, "error=\"invalid_token\"");
    String other = login("openid work").path("access_token").asText();
    assertThat(userInfo(other).statusCode()).isEqualTo(200);
    world.logins.putAda(Set.of("rider"), true);
    assertRefused(userInfo(other), 401, "error=\"invalid_token\"");
  }

  @Test
  void discovery_isReadByNimbusAndSaysOnlyWhatIsTrue_MD_1() throws Exception {
    for (String path :
        List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
      OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(world.get(path).body());

      assertThat(metadata.getIssuer().getValue()).isEqualTo(LoginWorld.ISSUER.value());
      assertThat(metadata.getIDTokenJWSAlgs()).containsExactly(JWSAlgorithm.ES256);
      assertThat(metadata.getResponseTypes()).extracting(Object::toString).containsExactly("code");
      assertThat(metadata.getCodeChallengeMethods())
          .extracting(Object::toString)
          .containsExactly("S256");
      assertThat(metadata.supportsAuthorizationResponseIssuerParam()).isTrue();
      // Their defaults where the document is silent; request_uri would be true if it were.
      assertThat(metadata.supportsRequestURIParam()).isFalse();
      assertThat(metadata.supportsRequestParam()).isFalse();
      assertThat(metadata.supportsClaimsParam()).isFalse();
      assertThat(metadata.getScopes().toStringList())
          .containsExactlyInAnyOrder("openid", "profile", "work");
      assertThat(metadata.getUserInfoEndpointURI()).isNotNull();
      assertThat(metadata.getRegistrationEndpointURI()).isNull();
      assertThat(metadata.getEndSessionEndpointURI())
          .hasToString(LoginWorld.ISSUER.value() + "/oauth/end_session");
    }
  }

  @Test
  void discovery_everyPromptAndScopeListed_isAccepted_MD_2() throws Exception {
    JsonNode metadata = json(world.get("/.well-known/openid-configuration"));
    Browser browser = new Browser(world);
    flow("openid").loginAda(browser);

    for (JsonNode prompt : metadata.path("prompt_values_supported")) {
      HttpResponse<String> answer =
          browser.open(flow("openid").with("prompt", prompt.asText()).path());
      assertThat(String.valueOf(answer.headers().firstValue("Location")))
          .doesNotContain("invalid_request");
    }
    for (JsonNode scope : metadata.path("scopes_supported")) {
      assertThat(Scope.of(scope.asText())).isPresent();
      assertThat(browser.open(flow(scope.asText()).path()).statusCode()).isEqualTo(200);
    }
  }

  private CodeFlow flow(String scope) {
    return new CodeFlow(world.client, "shop").with("scope", scope).with("nonce", NONCE);
  }

  private JsonNode login(String scope) {
    CodeFlow flow = flow(scope);
    String code = String.valueOf(flow.allowedByAda(new Browser(world)).get("code"));
    HttpResponse<String> answer = flow.redeem(code, Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private HttpResponse<String> userInfo(String token) {
    return world.get("/oauth/userinfo", "Authorization", "Bearer " + token);
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String challenge) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).contains(challenge);
  }
}
