package dev.locum.authservice.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.oauth.message.ErrorCode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every endpoint under requests put together from parts that are right and parts that are hostile:
 * never a 5xx, never a trace, never an echo, never more than the one sentence of an error, and
 * never a token for somebody who has shown nothing that counts (bad input, groups 1 to 21). Each
 * build tries a few thousand; {@code scripts/fuzz EndpointFuzzTest} searches for ten minutes.
 */
final class EndpointFuzzTest {

  private static final int INPUTS = 2_000;
  private static final int INPUT_BYTES = 96;

  @TempDir private static Path directory;
  private static OAuthWorld world;
  private static HostileRequests requests;
  private static int sent;

  @BeforeAll
  static void open() {
    world = OAuthWorld.open(directory);
    requests = new HostileRequests(world);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @FuzzTest(maxDuration = "10m")
  void endpoint_ofAnyRequest_answersWithinItsContract(byte[] bytes) throws IOException {
    // The search takes every connection for a forged one: this test's own are none, others are.
    BugDetectors.allowNetworkConnections((host, port) -> port == world.uri("/").getPort());
    probe(bytes);
  }

  @Test
  void endpoint_ofThousandsOfRequests_answersWithinItsContract() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = new byte[INPUT_BYTES];
      random.nextBytes(bytes);
      try {
        probe(bytes);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", input " + Arrays.toString(bytes), e);
      }
    }
  }

  /** The control: the parts are right enough that some request of them is answered with tokens. */
  @Test
  void endpoint_ofTheRightParts_issuesTokens() throws IOException {
    HttpResponse<String> answer = world.send(new HostileRequests(world).right());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(LoopbackClient.json(answer).has("access_token")).isTrue();
  }

  private static void probe(byte[] bytes) throws IOException {
    // Sessions, codes and cookies end on the way.
    if (++sent % 250 == 0) {
      requests = new HostileRequests(world);
    }
    // What is bounded for each second shall not end the search.
    world.logins.clock.advance(Duration.ofSeconds(1));
    HostileRequests.Made made = requests.make(new Choices(bytes));
    HttpResponse<String> answer = world.send(made.request());
    String what = made + " -> " + answer.statusCode() + " " + answer.body();

    assertThat(answer.statusCode()).as(what).isBetween(200, 499);
    assertThat(answer.body())
        .as(what)
        .doesNotContain("Exception", "dev.locum.", "java.", "\tat ")
        .doesNotContain(HostileRequests.MARKUP);
    if (isJson(answer) && answer.statusCode() >= 400) {
      assertError(answer, what);
    }
    if (!made.isAnythingRight()) {
      assertThat(answer.body())
          .as(what)
          .doesNotContain("access_token\":", "refresh_token\":", "active\":true");
      assertThat(answer.headers().firstValue("location").orElse(""))
          .as(what)
          .doesNotContain("code=");
    }
  }

  private static boolean isJson(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
  }

  /** One of the errors there are, with its own fixed sentence. */
  private static void assertError(HttpResponse<String> answer, String what) {
    JsonNode body = LoopbackClient.json(answer);
    assertThat(
            body.properties().stream()
                .collect(Collectors.toMap(each -> each.getKey(), each -> each.getValue().asText())))
        .as(what)
        .isIn(
            Arrays.stream(ErrorCode.values())
                .map(code -> Map.of("error", code.code(), "error_description", code.sentence()))
                .toList());
  }
}
