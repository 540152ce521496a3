package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Client authentication over HTTP and the client credentials grant; CA-1 and CA-2 as seen from
 * outside.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClientAuthenticationTest {

  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @TempDir private Path directory;
  private OAuthWorld world;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void apiKey_byNimbusClient_getsAServiceToken() throws Exception {
    TokenRequest request =
        new TokenRequest.Builder(
                world.uri("/oauth/token"),
                new ClientSecretBasic(
                    new ClientID("trigger"),
                    new Secret(world.authority.apiKeys.get(FakeAuthority.TRIGGER))),
                new ClientCredentialsGrant())
            .build();

    TokenResponse response = TokenResponse.parse(request.toHTTPRequest().send());

    assertThat(response.indicatesSuccess()).isTrue();
    SignedJWT token =
        SignedJWT.parse(response.toSuccessResponse().getTokens().getBearerAccessToken().getValue());
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("trigger");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(LoginWorld.ISSUER.value());
  }

  @Test
  void assertion_getsATokenOnce_CA_2() {
    String assertion = world.authority.workerAssertion();

    assertThat(byAssertion(assertion, ASSERTION_TYPE).statusCode()).isEqualTo(200);
    assertError(byAssertion(assertion, ASSERTION_TYPE), 401, "invalid_client");
  }

  @Test
  void assertion_malformedOrWithoutItsType_isRefused_CA_1() {
    for (String assertion : List.of("x", "a.b.c", "x".repeat(20_000), "\u00e4\u00f6\u00fc")) {
      assertError(byAssertion(assertion, ASSERTION_TYPE), 401, "invalid_client");
    }
    String fresh = world.authority.workerAssertion();
    assertError(byAssertion(fresh, ""), 401, "invalid_client");
    assertError(byAssertion(fresh, "urn:made-up"), 401, "invalid_client");
    assertThat(byAssertion(fresh, ASSERTION_TYPE).statusCode()).as("not used up").isEqualTo(200);
  }

  @Test
  void clientId_thatIsNotTheCredentials_isRefused() {
    assertError(
        world.postAs(
            FakeAuthority.WORKER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            "trigger"),
        401,
        "invalid_client");
    assertThat(
            world
                .postAs(
                    FakeAuthority.WORKER,
                    "/oauth/token",
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    "alice-worker")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void twoCredentials_areRefused() {
    assertError(
        world.postAs(
            FakeAuthority.WORKER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            ASSERTION_TYPE,
            "client_assertion",
            world.authority.workerAssertion()),
        400,
        "invalid_request");
    assertError(
        world.post(
            "/oauth/token",
            Map.of(),
            "grant_type",
            "client_credentials",
            "client_id",
            "trigger",
            "client_secret",
            "lk_trigger-secret"),
        401,
        "invalid_client");
  }

  @Test
  void authorizationHeader_malformed_isRefusedAlike() {
    String right = OAuthWorld.basic("trigger", "lk_trigger-secret");
    List<String> headers =
        List.of(
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic " + base64("trigger"),
            "Basic " + base64(":lk_trigger-secret"),
            "Basic " + base64("trigger:"),
            "Basic " + base64("trigger:wrong"),
            "Basic " + base64("alice-worker:lk_trigger-secret"),
            "Basic " + base64("trigger:%zz"),
            "Basic " + base64("trigger:%ff"),
            "Bearer abc",
            "Digest x",
            right + " x",
            right.replace("Basic ", "Basic\t"));
    for (String header : headers) {
      assertError(clientCredentials(header), 401, "invalid_client");
    }
    assertThat(clientCredentials(right).statusCode()).isEqualTo(200);
    assertThat(clientCredentials(right.replace("Basic", "bAsIc")).statusCode()).isEqualTo(200);
  }

  @Test
  void publicClient_getsNoServiceToken() {
    assertError(
        world.post(
            "/oauth/token",
            Map.of(),
            "grant_type",
            "client_credentials",
            "client_id",
            LoginWorld.CLIENT),
        400,
        "unauthorized_client");
  }

  @Test
  void clientCredentials_audience_isTheOneAskedFor() throws Exception {
    HttpResponse<String> answer =
        world.postAs(
            FakeAuthority.WORKER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "audience",
            "fleet");

    SignedJWT token = SignedJWT.parse(json(answer).path("access_token").asText());
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("fleet");
    assertError(
        world.postAs(
            FakeAuthority.WORKER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "audience",
            "made-up"),
        400,
        "invalid_target");
    assertError(
        world.postAs(
            FakeAuthority.WORKER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "scope",
            "all"),
        400,
        "invalid_scope");
  }

  private HttpResponse<String> clientCredentials(String authorization) {
    return world.post(
        "/oauth/token", Map.of("Authorization", authorization), "grant_type", "client_credentials");
  }

  private HttpResponse<String> byAssertion(String assertion, String type) {
    return world.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "client_credentials",
        "client_assertion_type",
        type,
        "client_assertion",
        assertion);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
