package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoginWorld.ADAS_PASSWORD;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The device flow of registered clients, and where its tokens may be used (RFC 8707). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeviceClientsTest {

  @TempDir private Path directory;
  private OAuthWorld world;
  private Browser browser;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    browser = new Browser(world);
    TestClients.of(world.logins, "tv").grants(UserGrant.DEVICE_CODE).put();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void registeredClient_isNamedToTheUserAndGetsWhatTheyAllowed() {
    JsonNode device = begin("tv", "scope", "openid");
    browser.login("alice", "ada", ADAS_PASSWORD);
    browser.open("/device");
    String question = browser.submit("/device", "user_code", code(device)).body();
    browser.submit("/device", "decision", "allow");

    assertThat(question)
        .contains("<b>The &lt;shop&gt;</b>", "know that it is you")
        .doesNotContain("act for you");
    JsonNode tokens = json(poll(device, "tv"));
    assertThat(tokens.path("scope").asText()).isEqualTo("openid");
    assertThat(tokens.has("refresh_token")).isFalse();
    assertThat(isFor(tokens, LoginWorld.ISSUER.value())).isTrue();
    assertThat(isFor(tokens, "locum-trigger")).isFalse();
  }

  @Test
  void idToken_isGivenForTheScopeOpenidAlone_andSaysWhenTheUserLoggedIn() throws Exception {
    JsonNode device = begin("tv", "scope", "openid work");
    allowed(device);
    long loggedIn = world.logins.clock.instant().getEpochSecond();
    world.logins.clock.advance(Duration.ofSeconds(30));

    JsonNode tokens = json(poll(device, "tv"));
    JsonNode without = json(poll(allowed(begin("tv", "scope", "work")), "tv"));

    Map<String, Object> claims =
        SignedJWT.parse(tokens.path("id_token").asText()).getJWTClaimsSet().getClaims();
    assertThat(claims)
        .containsEntry("sub", world.logins.ada().subject().value())
        .containsEntry("aud", List.of("tv"))
        .containsEntry("auth_time", loggedIn)
        .doesNotContainKeys("nonce", "preferred_username");
    assertThat(without.has("id_token")).isFalse();
    assertThat(json(poll(allowed(begin(CLIENT)), CLIENT)).has("id_token")).isFalse();
  }

  @Test
  void registeredClient_mayAskForWhatIsRegisteredAlone() {
    TestClients.of(world.logins, "viewer").scopes(Scope.OPENID).put();
    TestClients.of(world.logins, "browser-only").grants(UserGrant.AUTHORIZATION_CODE).put();

    assertError(beginRaw("viewer", "scope", "openid work"), 400, "invalid_scope");
    assertError(beginRaw("viewer"), 400, "invalid_scope");
    assertError(beginRaw("browser-only", "scope", "openid"), 400, "unauthorized_client");
    assertError(beginRaw("viewer", "scope", "openid", "audience", "trip"), 400, "invalid_target");
  }

  @Test
  void userOfAnotherTenant_isNotAsked() {
    TestClients.of(world.logins, "bobs").tenant(LoginWorld.BOB).put();
    JsonNode device = begin("bobs", "scope", "openid");
    browser.login("alice", "ada", ADAS_PASSWORD);
    browser.open("/device");

    assertThat(browser.submit("/device", "user_code", code(device)).statusCode()).isEqualTo(403);
  }

  // Task of RFC 8707 §2: honoured where it is named, whether at the start or at the poll.
  @Test
  void resource_isHonouredAndNeverIgnored() {
    JsonNode atStart = allowed(begin(CLIENT, "audience", "trip"));
    assertError(poll(atStart, CLIENT, "audience", "locum-trigger"), 400, "invalid_target");
    assertThat(isFor(json(poll(atStart, CLIENT)), "trip")).isTrue();

    JsonNode atPoll = allowed(begin(CLIENT));
    assertThat(isFor(json(poll(atPoll, CLIENT, "audience", "trip")), "trip")).isTrue();

    JsonNode nowhere = allowed(begin(CLIENT));
    assertThat(isFor(json(poll(nowhere, CLIENT)), "locum-trigger")).isTrue();
  }

  @Test
  void resource_thatUsersGetNoTokensFor_isRefusedAndTheCodeStaysGood() {
    assertError(beginRaw(CLIENT, "resource", "https://evil.example"), 400, "invalid_target");
    assertError(
        beginRaw(CLIENT, "audience", "trip", "audience", "locum-trigger"), 400, "invalid_target");
    JsonNode device = allowed(begin(CLIENT));

    assertError(poll(device, CLIENT, "resource", "https://evil.example"), 400, "invalid_target");

    assertThat(poll(device, CLIENT).statusCode()).isEqualTo(200);
  }

  private JsonNode allowed(JsonNode device) {
    Browser fresh = new Browser(world);
    fresh.login("alice", "ada", ADAS_PASSWORD);
    fresh.decide(code(device), "allow");
    return device;
  }

  private boolean isFor(JsonNode tokens, String audience) {
    return world.logins.verifier.verifyAccessToken(
            RawToken.of(tokens.path("access_token").asText()), new Audience(audience))
        instanceof Verification.Verified;
  }

  private static String code(JsonNode device) {
    return device.path("user_code").asText();
  }

  private JsonNode begin(String client, String... more) {
    HttpResponse<String> answer = beginRaw(client, more);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private HttpResponse<String> beginRaw(String client, String... more) {
    return post("/oauth/device_authorization", List.of("client_id", client), more);
  }

  private HttpResponse<String> poll(JsonNode device, String client, String... more) {
    return post(
        "/oauth/token",
        List.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "client_id",
            client,
            "device_code",
            device.path("device_code").asText()),
        more);
  }

  private HttpResponse<String> post(String path, List<String> form, String... more) {
    List<String> all = new ArrayList<>(form);
    all.addAll(List.of(more));
    return world.post(path, Map.of(), all.toArray(new String[0]));
  }
}
