package dev.locum.authservice.oauth;

import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.store.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How fast credentials, codes and tokens can be guessed over HTTP, and whom guessing hinders. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuessingTest {

  private static final int OF_ONE_CLIENT = 30;
  private static final int OF_ONE_ADDRESS = 300;

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
  void wrongSecrets_areBoundedForEachClientAndAddress() {
    for (int i = 0; i < OF_ONE_CLIENT; i++) {
      assertError(asTrigger("lk_guess-" + i), 401, "invalid_client");
    }

    HttpResponse<String> refused = asTrigger("lk_trigger-secret");
    assertError(refused, 429, "too_many_requests");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    // A neighbour at the same address is not hindered.
    assertThat(asWorker().statusCode()).isEqualTo(200);
    world.logins.clock.advance(Duration.ofSeconds(1));
    assertThat(asTrigger("lk_trigger-secret").statusCode()).isEqualTo(200);
  }

  @Test
  void clientGuessedAtElsewhere_isNotLockedOut() throws Exception {
    for (int i = 0; i < OF_ONE_CLIENT + 1; i++) {
      asTrigger("lk_guess-" + i);
    }
    assertError(asTrigger("lk_trigger-secret"), 429, "too_many_requests");

    try (HttpClient elsewhere =
        HttpClient.newBuilder()
            .localAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))
            .build()) {
      assertThat(asTriggerFrom(elsewhere)).isEqualTo(200);
    }
  }

  @Test
  void madeUpNames_areBoundedByTheAddress() {
    int heard = 0;
    for (int i = 0; i < OF_ONE_ADDRESS + 20; i++) {
      HttpResponse<String> answer =
          post("grant_type", "refresh_token", "client_id", "nobody-" + i, "refresh_token", "x");
      heard += answer.statusCode() == 401 ? 1 : 0;
    }

    assertThat(heard).isEqualTo(OF_ONE_ADDRESS);
  }

  // Behind a balancer a stranger has the address of the clients.
  @Test
  void addressDrainedByAStranger_clientThatIsKnownGoesOn_forAnHour() {
    assertThat(asWorker().statusCode()).isEqualTo(200);
    drainAddress();

    assertThat(asWorker().statusCode()).isEqualTo(200);
    assertError(asTrigger("lk_trigger-secret"), 429, "too_many_requests");
    assertError(
        post("grant_type", "refresh_token", "client_id", "locum-cli", "refresh_token", "x"),
        429,
        "too_many_requests");
    world.logins.clock.advance(Duration.ofMinutes(61));
    drainAddress();
    assertError(asWorker(), 429, "too_many_requests");
  }

  // Anybody can claim to be a public client: having been heard is no proof.
  @Test
  void addressDrained_publicClientIsNeverKnown() {
    assertError(
        post("grant_type", "refresh_token", "client_id", "locum-cli", "refresh_token", "x"),
        400,
        "invalid_grant");
    drainAddress();

    assertError(
        post("grant_type", "refresh_token", "client_id", "locum-cli", "refresh_token", "x"),
        429,
        "too_many_requests");
  }

  private void drainAddress() {
    for (int i = 0; i < OF_ONE_ADDRESS; i++) {
      post("grant_type", "refresh_token", "client_id", "nobody-" + i, "refresh_token", "x");
    }
  }

  @Test
  void codesAndTokensThatNobodyGave_areBounded() {
    TestClients.of(world.logins, "shop").put();
    for (List<String> guess :
        List.of(
            List.of("grant_type", "refresh_token", "refresh_token", "locum_rt_x"),
            List.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                "locum_dc_x"),
            List.of(
                "grant_type",
                "authorization_code",
                "code",
                "locum_ac_x",
                "redirect_uri",
                TestClients.CALLBACK,
                "code_verifier",
                "v".repeat(43)))) {
      String[] form =
          Stream.concat(Stream.of("client_id", "shop"), guess.stream()).toArray(String[]::new);
      for (int i = 0; i < OF_ONE_CLIENT; i++) {
        assertError(post(form), 400, "invalid_grant");
      }
      assertError(post(form), 429, "too_many_requests");
      world.logins.clock.advance(Duration.ofSeconds(OF_ONE_CLIENT));
    }
  }

  @Test
  void whatDoesNotFail_usesNothingUp() {
    TestClients.of(world.logins, "server").method(new ClientMethod.SecretBasic()).put();
    String secret = TestClients.secret(world.logins, "server");
    for (int i = 0; i < OF_ONE_CLIENT + 5; i++) {
      assertThat(asWorker().statusCode()).isEqualTo(200);
      // Refused, but no guess.
      assertError(
          world.post(
              "/oauth/token",
              Map.of("Authorization", OAuthWorld.basic("server", secret)),
              "grant_type",
              "client_credentials"),
          400,
          "unauthorized_client");
    }
  }

  // What the store does not answer is nobody's failure.
  @Test
  void storeLost_countsAgainstNobody() {
    world.authority.fault = Optional.of(new StoreUnavailableException("planted"));
    for (int i = 0; i < OF_ONE_CLIENT + 5; i++) {
      assertError(asWorker(), 503, "temporarily_unavailable");
    }
    world.authority.fault = Optional.empty();

    assertThat(asWorker().statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> asTrigger(String secret) {
    return world.post(
        "/oauth/token",
        Map.of("Authorization", OAuthWorld.basic("trigger", secret)),
        "grant_type",
        "client_credentials");
  }

  private int asTriggerFrom(HttpClient client) throws IOException, InterruptedException {
    URI uri = world.uri("/oauth/token");
    return client
        .send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", OAuthWorld.basic("trigger", "lk_trigger-secret"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> asWorker() {
    return world.postAs(FakeAuthority.WORKER, "/oauth/token", "grant_type", "client_credentials");
  }

  private HttpResponse<String> post(String... form) {
    return world.post("/oauth/token", Map.of(), form);
  }
}
