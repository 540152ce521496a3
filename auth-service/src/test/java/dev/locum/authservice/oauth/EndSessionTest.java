package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.user.Password;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect RP-Initiated Logout 1.0. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndSessionTest {

  private static final String AFTER = "https://shop.example/bye?from=locum";

  @TempDir private Path directory;
  private OAuthWorld world;
  private Browser browser;
  private JsonNode tokens;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    browser = new Browser(world);
    TestClients.of(world.logins, "shop").logoutUri(AFTER).put();
    TestClients.of(world.logins, "other").logoutUri("https://other.example/bye").put();
    CodeFlow flow = new CodeFlow(world.client, "shop");
    tokens = json(flow.redeem(flow.allowedByAda(browser).getOrDefault("code", ""), Map.of()));
    world.logins.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** §2: the client proves whose session is meant; §3: the browser goes where it may. */
  @Test
  void logout_withTheClientsIdToken_endsLoginAndSession_andGoesBack() {
    HttpResponse<String> answer =
        open("id_token_hint", hint(), "post_logout_redirect_uri", AFTER, "state", "a b&c");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains(AFTER + "&state=a+b%26c");
    assertThat(browser.cookies()).doesNotContainKey("locum-login");
    assertThat(counts()).isFalse();
    assertThat(world.logins.events(AuditEventType.LOGOUT)).hasSize(2);
    assertThat(browser.open("/device").statusCode()).isEqualTo(303);
  }

  /** §2: an id token that has expired is a hint all the same. */
  @Test
  void logout_withAnExpiredIdToken_isDone() {
    world.logins.clock.advance(Duration.ofMinutes(10));

    assertThat(open("id_token_hint", hint()).body()).contains("You are logged out.");
    assertThat(world.logins.events(AuditEventType.LOGOUT)).hasSize(2);
  }

  /** §2: without a hint about the user who is here, that user is asked: a link logs nobody out. */
  @Test
  void logout_withoutHint_asks_andOnlyOurFormCounts() {
    HttpResponse<String> page = open("client_id", "shop", "post_logout_redirect_uri", AFTER);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("The &lt;shop&gt;").contains("<b>ada</b>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("https://shop.example");
    assertThat(world.logins.events(AuditEventType.LOGOUT)).isEmpty();
    Browser stranger = new Browser(world);
    assertThat(
            stranger
                .submit("/oauth/end_session", "form_token", "guessed", "decision", "logout")
                .statusCode())
        .isEqualTo(400);
    assertThat(browser.cookies()).containsKey("locum-login");

    HttpResponse<String> answer = browser.submit("/oauth/end_session", "decision", "logout");
    assertThat(answer.headers().firstValue("Location")).contains(AFTER);
    assertThat(browser.cookies()).doesNotContainKey("locum-login");
    // Nothing said which session of the client was meant.
    assertThat(counts()).isTrue();
  }

  @Test
  void logout_refusedByTheUser_changesNothing() {
    open("client_id", "shop");

    assertThat(browser.submit("/oauth/end_session", "decision", "stay").body())
        .contains("You are still logged in.");
    assertThat(browser.cookies()).containsKey("locum-login");
    assertThat(counts()).isTrue();
  }

  /** §3: exactly as registered, for this client; anything else does nothing at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/bye",
        "https://shop.example/bye?from=locum&x=1",
        "https://shop.example/bye?from=locum#f",
        "https://other.example/bye",
        "https://evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "",
      })
  void uri_notRegistered_isNotGoneTo_andNothingEnds(String uri) {
    HttpResponse<String> answer = open("id_token_hint", hint(), "post_logout_redirect_uri", uri);

    if (uri.isEmpty()) {
      // RFC 6749 §3.1: a parameter without a value is one that was left out.
      assertThat(answer.headers().firstValue("Location")).isEmpty();
      return;
    }
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(browser.cookies()).containsKey("locum-login");
    assertThat(counts()).isTrue();
  }

  @Test
  void uri_withoutAClient_isNotGoneTo() {
    assertThat(open("post_logout_redirect_uri", AFTER).statusCode()).isEqualTo(400);
  }

  @Test
  void client_thatIsNotTheHints_isRefused() {
    assertThat(open("id_token_hint", hint(), "client_id", "other").statusCode()).isEqualTo(400);
    assertThat(counts()).isTrue();
  }

  /** BP-1, BP-5: neither another kind of token nor a forged one is a hint. */
  @Test
  void hint_thatIsNone_isRefused_andNothingEnds() {
    String accessToken = tokens.path("access_token").asText();
    String forged = hint().substring(0, hint().lastIndexOf('.') + 1) + "A".repeat(86);

    for (String none : new String[] {accessToken, forged, "x", "a.b.c", "x".repeat(17_000)}) {
      assertThat(open("id_token_hint", none).statusCode()).isIn(400, 413, 414, 431);
    }
    assertThat(browser.cookies()).containsKey("locum-login");
    assertThat(counts()).isTrue();
  }

  /** A page that has somebody's id token logs nobody else out. */
  @Test
  void hint_aboutSomebodyElse_asks_andEndsNotTheirs() {
    world.logins.users.setPassword(
        LoginWorld.BOB, LoginWorld.BEN, Password.chosen("bens own password"), LoginWorld.OPERATOR);
    Browser bens = new Browser(world);
    bens.login("bob", "ben", "bens own password");
    HttpResponse<String> page = bens.open("/oauth/end_session?id_token_hint=" + encode(hint()));

    assertThat(page.body()).contains("<b>ben</b>");
    bens.submit("/oauth/end_session", "decision", "logout");
    assertThat(bens.cookies()).doesNotContainKey("locum-login");
    assertThat(counts()).isTrue();
  }

  @Test
  void parameter_twice_isRefused() {
    assertThat(browser.open("/oauth/end_session?client_id=shop&client_id=other").statusCode())
        .isEqualTo(400);
  }

  @Test
  void metadata_namesTheEndpoint() {
    assertThat(
            json(world.get("/.well-known/openid-configuration"))
                .path("end_session_endpoint")
                .asText())
        .endsWith("/oauth/end_session");
  }

  private HttpResponse<String> open(String... parameters) {
    StringBuilder query = new StringBuilder("/oauth/end_session");
    for (int i = 0; i < parameters.length; i += 2) {
      query
          .append(i == 0 ? '?' : '&')
          .append(parameters[i])
          .append('=')
          .append(encode(parameters[i + 1]));
    }
    return browser.open(query.toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String hint() {
    return tokens.path("id_token").asText();
  }

  private boolean counts() {
    return world.logins.accessTokens.introspect(RawToken.of(tokens.path("access_token").asText()))
        instanceof Verification.Verified;
  }
}
