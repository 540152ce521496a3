package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoginWorld.ADAS_PASSWORD;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CapturedLogs;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.StartedWork;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Secrets of a whole day's work are in no log at any level, in no event and not on disk. S2-03,
 * TT-13, S3-86.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SecretsTest {

  @TempDir private Path directory;

  @Test
  void secrets_ofEveryFlow_areInNoLogNoEventAndNotOnDisk() throws IOException {
    List<String> secrets;
    String logs;
    try (CapturedLogs captured = CapturedLogs.start();
        OAuthWorld world = OAuthWorld.open(directory)) {
      secrets = useEverything(world);
      logs = captured.text();
      assertThat(world.logins.events().toString()).doesNotContain(secrets);
      // Not a decided fact of the code but of this run: something was captured at all.
      assertThat(logs).isNotEmpty();
    }
    assertThat(logs).doesNotContain(secrets);
    assertThat(bytesOnDisk()).doesNotContain(secrets);
  }

  @Test
  void capture_plantedSecret_isFound() {
    try (CapturedLogs captured = CapturedLogs.start()) {
      LoggerFactory.getLogger("planted").trace("the secret is {}", ADAS_PASSWORD);
      java.util.logging.Logger.getLogger("planted").finest("another secret");

      assertThat(captured.text()).contains(ADAS_PASSWORD, "another secret");
    }
  }

  private static List<String> useEverything(OAuthWorld world) {
    List<String> secrets = new ArrayList<>(List.of(ADAS_PASSWORD, "a wrong password of hers"));
    Browser browser = new Browser(world);
    browser.open("/login");
    browser.submit(
        "/login", "tenant", "alice", "username", "ada", "password", "a wrong password of hers");
    browser.login("alice", "ada", ADAS_PASSWORD);
    secrets.addAll(browser.cookies().values());
    JsonNode device =
        json(world.post("/oauth/device_authorization", Map.of(), "client_id", CLIENT));
    secrets.add(device.path("device_code").asText());
    secrets.add(device.path("user_code").asText());
    browser.decide(device.path("user_code").asText(), "allow");
    JsonNode tokens =
        json(
            world.post(
                "/oauth/token",
                Map.of(),
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "client_id",
                CLIENT,
                "device_code",
                device.path("device_code").asText()));
    secrets.add(tokens.path("refresh_token").asText());
    secrets.add(signature(tokens.path("access_token").asText()));
    secrets.addAll(useTokens(world, tokens));
    secrets.addAll(fail(world, tokens));
    return secrets;
  }

  private static List<String> useTokens(OAuthWorld world, JsonNode tokens) {
    JsonNode delegation =
        json(
            world.postAs(
                FakeAuthority.TRIGGER,
                "/oauth/token",
                StartedWork.delegationForm(
                    tokens.path("access_token").asText(), "fleet.reserve", "k-1")));
    String assertion = world.authority.workerAssertion();
    world.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "client_credentials",
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion",
        assertion);
    HttpResponse<String> refreshed =
        world.post(
            "/oauth/token",
            Map.of(),
            "grant_type",
            "refresh_token",
            "client_id",
            CLIENT,
            "refresh_token",
            tokens.path("refresh_token").asText());
    return List.of(
        signature(delegation.path("access_token").asText()),
        signature(assertion),
        json(refreshed).path("refresh_token").asText(),
        world.authority.apiKeys.getOrDefault(FakeAuthority.TRIGGER, ""));
  }

  private static List<String> fail(OAuthWorld world, JsonNode tokens) {
    String access = tokens.path("access_token").asText();
    world.postAs(FakeAuthority.TRIGGER, "/oauth/introspect", "token", access, "token", access);
    world.get("/unknown?token=" + access);
    world.get("/" + access);
    world.post("/oauth/token?access_token=" + access, Map.of(), "x", access);
    world.post("/oauth/token", Map.of("Authorization", "Basic " + access), "grant_type", access);
    world.authority.fault = Optional.of(new IllegalStateException("failed on " + access));
    world.postAs(FakeAuthority.TRIGGER, "/oauth/introspect", "token", access);
    return List.of(access);
  }

  private String bytesOnDisk() throws IOException {
    StringBuilder bytes = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return bytes.toString();
  }

  private static String signature(String jwt) {
    assertThat(jwt).contains(".");
    return jwt.substring(jwt.lastIndexOf('.') + 1);
  }
}
