package dev.locum.authservice.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the authorization endpoint sends browsers, and what it asks of users. SB-1. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AuthorizationEndpointTest {

  @TempDir private Path directory;
  private OAuthWorld world;
  private Browser browser;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    TestClients.of(world.logins, "shop").put();
    TestClients.of(world.logins, "own").firstParty().put();
    browser = new Browser(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  // No open redirect: nothing that is not registered is ever in a Location.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/cb",
        "https://shop.example/cb",
        "https://shop.example/cb?page=1&x=2",
        "https://shop.example/cb?page=1#x",
        "https://shop.example.evil.example/cb?page=1",
        "https://shop.example/%63b?page=1",
        "//evil.example",
        "javascript:alert(1)",
        "",
      })
  void redirectUri_thatIsNotRegistered_endsAtAPage(String uri) {
    for (CodeFlow flow :
        List.of(
            flow("shop").with("redirect_uri", uri),
            // An error that would be sent back, were the way back proven.
            flow("shop").with("redirect_uri", uri).without("code_challenge"))) {
      assertEndsAtAPage(browser.open(flow.path()));
    }
  }

  @Test
  void request_whoseWayBackIsNotProven_endsAtAPage() {
    TestClients.of(world.logins, "device-only").grants(UserGrant.DEVICE_CODE).put();
    TestClients.of(world.logins, "alices").tenant(LoginWorld.ALICE).put();
    world.logins.setTenant(LoginWorld.ALICE, true);
    for (String path :
        List.of(
            flow("nobody").path(),
            flow("<script>alert(1)</script>").path(),
            flow("device-only").path(),
            flow("alices").path(),
            flow(LoginWorld.CLIENT).path(),
            flow("shop").without("client_id").path(),
            flow("shop").without("redirect_uri").path(),
            flow("shop").with("state", "s".repeat(1_025)).path(),
            flow("shop").path() + "&client_id=own",
            flow("shop").path() + "&redirect_uri=https%3A%2F%2Fevil.example",
            flow("shop").path() + "&state=2",
            flow("shop").path() + "&x=%ff",
            flow("shop").with("x", "x".repeat(3_000)).path(),
            "/oauth/authorize",
            "/oauth/authorize?")) {
      assertEndsAtAPage(browser.open(path));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "response_type, '', invalid_request",
    "response_mode, fragment, invalid_request",
    "response_mode, form_post, invalid_request",
    "code_challenge, '', invalid_request",
    "code_challenge, short, invalid_request",
    "code_challenge_method, '', invalid_request",
    "code_challenge_method, plain, invalid_request",
    "scope, '', invalid_scope",
    "scope, openid admin, invalid_scope",
    "audience, evil, invalid_target",
    "resource, trip#x, invalid_target",
    "request, eyJ, request_not_supported",
    "request_uri, https://evil.example, request_uri_not_supported",
    "registration, {}, registration_not_supported",
    "prompt, none login, invalid_request",
    "prompt, sometimes, invalid_request",
    "max_age, -1, invalid_request",
    "prompt, none, login_required",
  })
  void request_thatIsWrong_goesBackWithItsErrorStateAndIssuer(
      String name, String value, String error) {
    Map<String, String> answer =
        CodeFlow.parameters(browser.open(flow("shop").with(name, value).path()));

    assertThat(answer)
        .containsEntry("error", error)
        .containsEntry("state", CodeFlow.STATE)
        .containsEntry("iss", LoginWorld.ISSUER.value())
        .doesNotContainKey("code");
    // Nothing of what was sent is repeated but the state.
    assertThat(answer.get("error_description")).doesNotContain("evil");
  }

  @Test
  void scope_thatTheClientMayNotAsk_isRefused() {
    TestClients.of(world.logins, "viewer").scopes(Scope.OPENID).put();

    assertThat(CodeFlow.parameters(browser.open(flow("viewer").path())))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  void pages_areStrictAndNameTheWayBackOnly() {
    HttpResponse<String> login = browser.open(flow("shop").path());
    HttpResponse<String> consent = flow("shop").loginAda(browser);

    for (HttpResponse<String> page : List.of(login, consent)) {
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; style-src 'sha256-")
          .contains("frame-ancestors 'none'", "base-uri 'none'")
          // Browsers ask form-action of redirects, too.
          .endsWith("form-action 'self' https://shop.example")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(page.body()).doesNotContainIgnoringCase("<script").doesNotContain("src=");
    }
    assertThat(consent.body())
        .contains("The &lt;shop&gt;", "<b>ada</b>", "<b>alice</b>", "act for you")
        .doesNotContain("<shop>", "see your user name");
  }

  @Test
  void redirects_areNotCachedAndTellNobodyWhereTheBrowserWas() {
    flow("own").loginAda(browser);

    HttpResponse<String> answer = browser.open(flow("own").path());

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @Test
  void firstParty_isNotAskedAbout_unlessItWantsTo() {
    assertThat(flow("own").loginAda(browser).statusCode()).isEqualTo(303);
    assertThat(browser.open(flow("own").with("prompt", "none").path()).statusCode()).isEqualTo(303);

    HttpResponse<String> asked = browser.open(flow("own").with("prompt", "consent").path());

    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(CodeFlow.parameters(browser.submit("/oauth/authorize", "decision", "allow")))
        .containsKey("code");
  }

  @Test
  void everybodyElse_isAskedAboutEachTime() {
    flow("shop").allowedByAda(browser);

    assertThat(browser.open(flow("shop").path()).body()).contains("wants to");
    assertThat(CodeFlow.parameters(browser.open(flow("shop").with("prompt", "none").path())))
        .containsEntry("error", "consent_required");
  }

  @Test
  void prompt_login_asksForThePasswordAgain_andOnce() {
    flow("own").loginAda(browser);
    CodeFlow again = flow("own").with("prompt", "login");

    assertThat(browser.open(again.path()).body()).contains("type=\"password\"");
    assertThat(again.allowedByAda(browser)).containsKey("code");
  }

  @Test
  void maxAge_asksForThePasswordWhenItWasTypedLongerAgo() {
    flow("own").loginAda(browser);
    world.logins.clock.advance(Duration.ofSeconds(61));

    assertThat(browser.open(flow("own").with("max_age", "62").path()).statusCode()).isEqualTo(303);
    assertThat(browser.open(flow("own").with("max_age", "60").path()).body())
        .contains("type=\"password\"");
    assertThat(flow("own").with("max_age", "0").allowedByAda(browser)).containsKey("code");
  }

  @Test
  void login_wrongOnTheWay_canBeRepeatedAndGoesOn() {
    browser.open(flow("own").path());
    HttpResponse<String> wrong =
        browser.submit("/login", "tenant", "alice", "username", "ada", "password", "not hers!");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.headers().firstValue("Content-Security-Policy").orElseThrow())
        .endsWith("form-action 'self' https://shop.example");

    HttpResponse<String> right =
        browser.submit(
            "/login", "tenant", "alice", "username", "ada", "password", LoginWorld.ADAS_PASSWORD);

    assertThat(
            CodeFlow.parameters(browser.open(right.headers().firstValue("Location").orElseThrow())))
        .containsKey("code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "client_id=shop&redirect_uri=https%3A%2F%2Fevil.example",
      })
  void login_withAPlantedContinuation_leadsToOurOwnPage(String planted) {
    browser.open("/login");

    HttpResponse<String> answer = browser.loginAda(planted);

    assertThat(answer.headers().firstValue("Location")).contains("/device");
  }

  @Test
  void decision_ofAStrangersForm_isRefusedAndDecidesNothing() {
    flow("shop").loginAda(browser);
    String cookie = "locum-login=" + browser.cookies().get("locum-login");

    for (Map<String, String> headers :
        List.of(
            Map.of("Cookie", cookie), Map.of("Cookie", cookie, "Sec-Fetch-Site", "cross-site"))) {
      HttpResponse<String> answer =
          world.post(
              "/oauth/authorize",
              headers,
              "form_token",
              headers.size() == 1 ? "made-up" : String.valueOf(browser.hidden().get("form_token")),
              "request",
              flow("shop").query(),
              "decision",
              "allow");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
  }

  @Test
  void decision_toRefuse_goesBackAndIsInTheTrail() {
    flow("shop").loginAda(browser);
    world.logins.forgetEvents();

    Map<String, String> answer =
        CodeFlow.parameters(browser.submit("/oauth/authorize", "decision", "refuse"));

    assertThat(answer).containsEntry("error", "access_denied").doesNotContainKey("code");
    assertThat(world.logins.events(AuditEventType.LOGIN))
        .extracting(event -> event.decision().reason())
        .containsExactly("LOGIN_REJECTED");
  }

  @Test
  void decision_isCheckedAnew_whateverTheFormBringsAlong() {
    flow("shop").loginAda(browser);

    assertEndsAtAPage(
        browser.submit(
            "/oauth/authorize",
            "request",
            flow("shop").with("redirect_uri", "https://evil.example").query(),
            "decision",
            "allow"));
  }

  @Test
  void user_ofAnotherTenantThanTheClients_isDenied() {
    TestClients.of(world.logins, "bobs").tenant(LoginWorld.BOB).firstParty().put();
    world.logins.forgetEvents();

    assertThat(CodeFlow.parameters(flow("bobs").loginAda(browser)))
        .containsEntry("error", "access_denied");
    assertThat(world.logins.events(AuditEventType.LOGIN)).hasSize(2);
  }

  // OpenID Connect Core §3.1.2.1
  @Test
  void request_byPost_isTheSame() {
    flow("own").loginAda(browser);
    String[] form =
        List.of(flow("own").query().split("[=&]", -1)).stream()
            .map(part -> java.net.URLDecoder.decode(part, java.nio.charset.StandardCharsets.UTF_8))
            .toArray(String[]::new);

    HttpResponse<String> answer =
        world.post(
            "/oauth/authorize",
            Map.of("Cookie", "locum-login=" + browser.cookies().get("locum-login")),
            form);

    assertThat(CodeFlow.parameters(answer)).containsKey("code");
    assertEndsAtAPage(world.post("/oauth/authorize", Map.of(), "client_id", "shop"));
  }

  @Test
  void confidentialClients_needPkceToo() {
    TestClients.of(world.logins, "server").method(new ClientMethod.SecretBasic()).put();

    assertThat(CodeFlow.parameters(browser.open(flow("server").without("code_challenge").path())))
        .containsEntry("error", "invalid_request");
  }

  private static void assertEndsAtAPage(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .endsWith("form-action 'self'");
    assertThat(answer.body()).contains("is not known").doesNotContain("evil", "<script");
  }

  private CodeFlow flow(String clientId) {
    return new CodeFlow(world.client, clientId);
  }
}
