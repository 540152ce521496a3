package dev.locum.authservice.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a user must be asked, even about the operator's own client. SB-1, RFC 8252 §8.6. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsentTest {

  @TempDir private Path directory;
  private OAuthWorld world;
  private Browser browser;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    browser = new Browser(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/cb, http://127.0.0.1:49152/cb",
    "http://127.0.0.1:8080/cb, http://127.0.0.1:8080/cb",
    "http://[::1]/cb, http://[::1]:49152/cb",
    "com.example.app:/cb, com.example.app:/cb",
  })
  void firstPartyPublicClient_whereAnybodyCanReceiveTheCode_isAskedAbout_SB_1(
      String registered, String named) {
    TestClients.of(world.logins, "own").firstParty().redirectUri(registered).put();
    CodeFlow flow = flow().with("redirect_uri", named);

    HttpResponse<String> page = flow.loginAda(browser);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("wants to");
    assertThat(location(browser.open(flow.with("prompt", "none").path())))
        .startsWith(named)
        .contains("error=consent_required")
        .doesNotContain("code=");
  }

  @Test
  void firstPartyPublicClient_atAnHttpsNameOfItsOwn_isNotAskedAbout() {
    TestClients.of(world.logins, "own").firstParty().put();

    assertThat(location(flow().loginAda(browser))).contains("code=");
  }

  // What a stranger receives on loopback is worth nothing without the client's own proof.
  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/cb", "com.example.app:/cb"})
  void firstPartyClientThatProvesItself_isNotAskedAbout(String uri) {
    TestClients.of(world.logins, "own")
        .firstParty()
        .method(new ClientMethod.SecretBasic())
        .redirectUri(uri)
        .put();

    assertThat(location(flow().with("redirect_uri", uri).loginAda(browser)))
        .startsWith(uri)
        .contains("code=");
  }

  private CodeFlow flow() {
    return new CodeFlow(world.client, "own");
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("none: " + answer.statusCode());
  }
}
