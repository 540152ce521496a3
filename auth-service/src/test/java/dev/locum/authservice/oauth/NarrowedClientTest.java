package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.authservice.authorization.AuthorizationRequest;
import dev.locum.authservice.authorization.PkceChallenge;
import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.ClientId;
import dev.locum.authservice.client.Clients;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client holds nothing that goes beyond what it may ask for now, and gets nothing of it back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NarrowedClientTest {

  @TempDir private Path directory;
  private OAuthWorld world;
  private Client shop;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    shop = shop().put();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void scopeTakenAway_endsWhatHasIt_andNothingElse() {
    JsonNode beyond = session("openid work");
    JsonNode within = session("openid");
    String codeBeyond = code("openid work");
    String codeWithin = code("openid");
    JsonNode pending = device("work");
    JsonNode allowed = allowed(device("openid work"));
    JsonNode allowedWithin = allowed(device("openid"));

    shop().scopes(Scope.OPENID).put();
    shop().put();

    assertThat(isActive(beyond)).isFalse();
    assertError(refresh(beyond), 400, "invalid_grant");
    assertThat(refresh(within).statusCode()).isEqualTo(200);
    assertError(redeem(codeBeyond), 400, "invalid_grant");
    assertThat(redeem(codeWithin).statusCode()).isEqualTo(200);
    assertError(poll(pending), 400, "invalid_grant");
    assertError(poll(allowed), 400, "invalid_grant");
    assertThat(poll(allowedWithin).statusCode()).isEqualTo(200);
  }

  @Test
  void grantTakenAway_endsAll_evenWhenItComesBack() {
    for (UserGrant left : List.of(UserGrant.DEVICE_CODE, UserGrant.REFRESH_TOKEN)) {
      JsonNode session = session("openid work");
      String code = code("openid work");
      JsonNode device = allowed(device("work"));

      shop().grants(left).put();
      shop().put();

      assertThat(isActive(session)).as(left.name()).isFalse();
      assertError(refresh(session), 400, "invalid_grant");
      assertError(redeem(code), 400, "invalid_grant");
      assertError(poll(device), 400, "invalid_grant");
    }
  }

  @Test
  void redirectUriTakenAway_endsTheCodesThatWereSentThere() {
    String code = code("openid work");
    String used = code("openid work");
    JsonNode session = json(redeem(used));

    shop().redirectUri("https://shop.example/other").put();
    shop().put();

    assertError(redeem(code), 400, "invalid_grant");
    assertThat(isActive(session)).isTrue();
    // One that was used is remembered: showing it again still ends its session.
    assertError(redeem(used), 400, "invalid_grant");
    assertThat(isActive(session)).isFalse();
  }

  @Test
  void moreThanBefore_endsNothing() {
    shop().scopes(Scope.OPENID).put();
    JsonNode session = session("openid");
    String code = code("openid");

    shop().put();

    assertThat(refresh(session).statusCode()).isEqualTo(200);
    assertThat(redeem(code).statusCode()).isEqualTo(200);
  }

  @Test
  void removed_endsAll_evenWhenAnotherTakesTheName() {
    JsonNode session = session("openid work");
    String code = code("openid work");
    JsonNode device = allowed(device("work"));

    int ended =
        world.logins.store.write(
            tx -> Clients.remove(tx, new ClientId("shop"), world.logins.clock.instant()));
    assertThat(ended).isEqualTo(1);
    assertError(redeem(code), 401, "invalid_client");
    shop().put();

    assertThat(isActive(session)).isFalse();
    assertError(redeem(code), 400, "invalid_grant");
    assertError(refresh(session), 400, "invalid_grant");
    assertError(poll(device), 400, "invalid_grant");
  }

  // Between the page and the decision, or the request and its row, the client may be changed.
  @Test
  void narrowedWhileItAsks_getsNeitherCodeNorDeviceGrant() {
    AuthorizationRequest request =
        new AuthorizationRequest(
            shop,
            TestClients.CALLBACK,
            new PkceChallenge(CodeFlow.challenge(CodeFlow.VERIFIER)),
            Set.of(Scope.WORK),
            Optional.empty(),
            Optional.empty());
    var login = world.logins.loginAda().orElseThrow();
    assertThat(world.logins.codes.allow(request, login, "c")).isPresent();

    shop().scopes(Scope.OPENID).put();
    assertThat(world.logins.codes.allow(request, login, "c")).isEmpty();
    shop().redirectUri("https://shop.example/other").put();
    assertThat(world.logins.codes.allow(request, login, "c")).isEmpty();
    shop().grants(UserGrant.REFRESH_TOKEN).put();
    assertThat(world.logins.codes.allow(request, login, "c")).isEmpty();
  }

  private TestClients shop() {
    return TestClients.of(world.logins, "shop");
  }

  private String code(String scope) {
    return String.valueOf(
        new CodeFlow(world.client, "shop")
            .with("scope", scope)
            .allowedByAda(new Browser(world))
            .get("code"));
  }

  private HttpResponse<String> redeem(String code) {
    return new CodeFlow(world.client, "shop").redeem(code, Map.of());
  }

  private JsonNode session(String scope) {
    return json(redeem(code(scope)));
  }

  private JsonNode device(String scope) {
    return json(
        world.post("/oauth/device_authorization", Map.of(), "client_id", "shop", "scope", scope));
  }

  private JsonNode allowed(JsonNode device) {
    Browser browser = new Browser(world);
    browser.login("alice", "ada", LoginWorld.ADAS_PASSWORD);
    browser.decide(device.path("user_code").asText(), "allow");
    return device;
  }

  private HttpResponse<String> poll(JsonNode device) {
    return token(
        "grant_type",
        "urn:ietf:params:oauth:grant-type:device_code",
        "device_code",
        device.path("device_code").asText());
  }

  private HttpResponse<String> refresh(JsonNode tokens) {
    return token(
        "grant_type", "refresh_token", "refresh_token", tokens.path("refresh_token").asText());
  }

  private HttpResponse<String> token(String... form) {
    List<String> all = new ArrayList<>(List.of("client_id", "shop"));
    all.addAll(List.of(form));
    return world.post("/oauth/token", Map.of(), all.toArray(new String[0]));
  }

  private boolean isActive(JsonNode tokens) {
    return world.logins.accessTokens.introspect(
            RawToken.of(tokens.path("access_token").asText("none")))
        instanceof Verification.Verified;
  }
}
