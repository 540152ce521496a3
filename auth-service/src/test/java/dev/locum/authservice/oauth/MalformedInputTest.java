package dev.locum.authservice.oauth;

import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed is 400, and its length is known before anything of it is decoded. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MalformedInputTest {

  private static final List<String> FORMS =
      Stream.concat(OAuthWorld.FORMS.stream(), Stream.of("/oauth/authorize")).toList();

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

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%4z", "%z4", "%+4", "%-1", "%ff%fe", "%c0%80", "%00"})
  void percentEscape_malformed_is400AtEveryForm(String escape) {
    for (String path : FORMS) {
      for (String body : List.of("x=" + escape, escape + "=x")) {
        HttpResponse<String> answer = world.postRaw(path, body);
        assertThat(answer.statusCode()).as(path + " " + body).isEqualTo(400);
      }
    }
  }

  // Character.digit would take them, and another reader of the same text would not.
  @ParameterizedTest
  @ValueSource(strings = {"%\uff14\uff11", "%4\u0661", "%\u0664\u0661"})
  void percentEscape_ofOtherScripts_isRefused(String escape) {
    assertThatThrownBy(() -> Form.decode(escape)).isInstanceOf(OAuthRefusal.class);
    assertThat(Form.decode("%41%4a%4A")).isEqualTo("AJJ");
  }

  @Test
  void form_withMorePartsThanAnyOfOurs_isRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> Form.parse("&".repeat(65_535))).isInstanceOf(OAuthRefusal.class);
    assertThatThrownBy(() -> Form.parse("a=%zz&".repeat(65))).isInstanceOf(OAuthRefusal.class);
  }

  @Test
  void continuation_tooLongOrMalformed_is400AndNobodyIsLoggedIn() {
    TestClients.of(world.logins, "shop").put();
    String whole = new CodeFlow(world.client, "shop").query();

    for (String planted :
        List.of(whole + "&x=" + "x".repeat(3_000), whole + "&x=%zz", whole + "&state=2", "%")) {
      Browser browser = new Browser(world);
      browser.open("/login");

      HttpResponse<String> answer = browser.loginAda(planted);

      assertError(answer, 400, "invalid_request");
      assertThat(browser.cookies()).doesNotContainKey("locum-login");
    }
    assertThat(world.logins.events()).isEmpty();
  }

  @Test
  void basicCredentials_longerThanAnyOfOurs_areRefusedUndecoded() {
    String secret = "lk_" + "x".repeat(2_000);

    assertError(
        world.post(
            "/oauth/token",
            Map.of("Authorization", OAuthWorld.basic(FakeAuthority.TRIGGER.value(), secret)),
            "grant_type",
            "client_credentials"),
        401,
        "invalid_client");
  }
}
