package dev.locum.authservice.federation;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.testkit.oidc.FakeOidcProvider;
import dev.locum.testkit.oidc.ProviderTrick;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenID Connect RP-Initiated Logout 1.0 towards the provider: we are its relying party. */
@Timeout(60)
final class ProviderLogoutTest {

  private static final String AFTER = "https://shop.example/bye?from=locum";

  private @TempDir Path directory;
  private FederatedWorld world;
  private Browser browser;
  private String idToken;

  @BeforeEach
  void open() {
    world = FederatedWorld.open(directory);
    world.employee("eve", "/riders");
    TestClients.of(world.beside, "shop").logoutUri(AFTER).put();
    browser = world.browser();
    world.login(browser);
    idToken = clientsIdToken(browser);
    world.beside.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** §2 and §3: the provider is told whose logout it is, and the browser comes back to us. */
  @Test
  void logout_ofAProvidersUser_goesByTheProviderAndBackToTheClient() {
    HttpResponse<String> away =
        logout("id_token_hint", idToken, "post_logout_redirect_uri", AFTER, "state", "a b&c");

    assertThat(away.statusCode()).isEqualTo(303);
    URI there = URI.create(FederatedWorld.location(away));
    Map<String, String> asked = parameters(there);
    assertThat(there.toString()).startsWith(world.corp.issuer() + "/logout?");
    assertThat(asked)
        .containsEntry("client_id", FakeOidcProvider.CLIENT)
        .containsEntry(
            "post_logout_redirect_uri", LoginWorld.ISSUER.value() + "/logout/external/corp");
    assertThat(asked.get("id_token_hint")).matches("[^.]+\\.[^.]+\\.[^.]+");
    assertThat(asked.get("state")).hasSizeGreaterThanOrEqualTo(22);
    assertThat(browser.cookies()).doesNotContainKeys(cookie("login"), cookie("provider"));
    assertThat(world.beside.events(AuditEventType.LOGOUT)).hasSize(2);

    HttpResponse<String> back =
        browser.open(FederatedWorld.path(world.corp.visit(there.toString())));
    assertThat(back.statusCode()).isEqualTo(303);
    assertThat(FederatedWorld.location(back)).isEqualTo(AFTER + "&state=a+b%26c");
    assertThat(browser.cookies()).doesNotContainKey(cookie("logout"));
  }

  /** What comes back leads somewhere once, and only in the browser that was sent there. */
  @Test
  void return_thatWasNotBegunHere_leadsNowhere() {
    URI back =
        world.corp.visit(
            FederatedWorld.location(
                logout("id_token_hint", idToken, "post_logout_redirect_uri", AFTER)));
    String path = FederatedWorld.path(back);

    for (HttpResponse<String> stray :
        List.of(
            world.browser().open(path),
            browser.open("/logout/external/corp?state=" + "A".repeat(22)),
            browser.open(path))) {
      assertThat(stray.statusCode()).isEqualTo(200);
      assertThat(stray.headers().firstValue("Location")).isEmpty();
      assertThat(stray.body()).contains("You are logged out.");
    }
  }

  /** The cookie is a browser's word: where it leads is looked up in the registration again. */
  @Test
  void return_withACookieThatNamesAnotherPlace_leadsNowhere() {
    String evil =
        "client_id=shop&post_logout_redirect_uri="
            + URLEncoder.encode("https://evil.example/", StandardCharsets.UTF_8);
    browser
        .cookies()
        .put(
            cookie("logout"),
            "s."
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(evil.getBytes(StandardCharsets.UTF_8)));

    assertThat(browser.open("/logout/external/corp?state=s").headers().firstValue("Location"))
        .isEmpty();
  }

  /** No page logs anybody out there: without a hint they are asked, or nothing is done. */
  @Test
  void logout_withoutHint_asksFirst_andGoesByTheProviderThen() {
    HttpResponse<String> page = logout("client_id", "shop", "post_logout_redirect_uri", AFTER);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains(world.corp.origin());

    HttpResponse<String> away = browser.submit("/oauth/end_session", "decision", "logout");
    assertThat(FederatedWorld.location(away)).startsWith(world.corp.issuer() + "/logout?");
  }

  @Test
  void logout_whereNobodyIsLoggedInAnyMore_goesThereWithTheUsersOwnHintAlone() {
    world.beside.clock.advance(Duration.ofMinutes(16));
    assertThat(FederatedWorld.location(logout("client_id", "shop"))).isEmpty();

    Browser adas = world.browser();
    CodeFlow flow = new CodeFlow(world.world.client, "shop");
    String hersIsAnother =
        json(flow.redeem(flow.allowedByAda(adas).getOrDefault("code", ""), Map.of()))
            .path("id_token")
            .asText();
    assertThat(FederatedWorld.location(logout("id_token_hint", hersIsAnother))).isEmpty();

    assertThat(FederatedWorld.location(logout("id_token_hint", idToken)))
        .startsWith(world.corp.issuer() + "/logout?");
  }

  /** A provider that is away keeps nobody logged in here, nor from where the client wants them. */
  @Test
  void provider_thatIsAway_keepsNobodyLoggedIn() {
    world.corp.play(ProviderTrick.METADATA_OF_ANOTHER_ISSUER);
    world.beside.clock.advance(Duration.ofHours(2));

    assertThat(
            FederatedWorld.location(
                logout("id_token_hint", idToken, "post_logout_redirect_uri", AFTER)))
        .isEqualTo(AFTER);
  }

  @Test
  void provider_withoutSuchAPlace_logsOutHereAlone() throws IOException {
    reopen(ProviderTrick.END_SESSION_NOWHERE);
    world.login(browser);
    idToken = clientsIdToken(browser);

    assertThat(
            FederatedWorld.location(
                logout("id_token_hint", idToken, "post_logout_redirect_uri", AFTER)))
        .isEqualTo(AFTER);
  }

  /**
   * BP-4: a place at an origin that was not agreed on is no place, and its metadata are refused.
   */
  @Test
  void provider_thatNamesAPlaceOfSomebodyElse_isNotUsed() throws IOException {
    reopen(ProviderTrick.END_SESSION_ELSEWHERE);

    browser.open("/login");
    HttpResponse<String> refused = browser.submit("/login/external", "provider", "corp");

    assertThat(refused.headers().firstValue("Location")).isEmpty();
  }

  private void reopen(ProviderTrick trick) throws IOException {
    world.close();
    world = FederatedWorld.open(Files.createDirectory(directory.resolve("again")));
    world.corp.play(trick);
    world.employee("eve", "/riders");
    TestClients.of(world.beside, "shop").logoutUri(AFTER).put();
    browser = world.browser();
  }

  /** Whoever leaves us by our own button chooses whether to leave the provider, too. */
  @Test
  void ownButton_offersTheLogoutThere() {
    browser.open("/device");
    HttpResponse<String> page = browser.submit("/logout");

    assertThat(page.body())
        .contains("still logged in at <b>Example &amp; Co</b>")
        .contains(world.corp.issuer() + "/logout?id_token_hint=");
    assertThat(browser.cookies()).doesNotContainKeys(cookie("login"), cookie("provider"));
    assertThat(browser.open("/device").statusCode()).isEqualTo(303);
  }

  /** Nothing is kept of a login at a provider that nobody is logged out at, nor of a password. */
  @Test
  void otherLogins_keepNothing_andAreLoggedOutHereAlone() {
    world.other.claims.putAll(Map.of("sub", "olaf", "org", "Alice Inc"));
    Browser others = world.browser();
    others.open("/login");
    others.open(
        FederatedWorld.path(
            world.other.visit(
                FederatedWorld.location(others.submit("/login/external", "provider", "other")))));
    assertThat(others.cookies()).containsKey(cookie("login")).doesNotContainKey(cookie("provider"));

    others.open("/device");
    assertThat(FederatedWorld.location(others.submit("/logout"))).isEqualTo("/login");
  }

  /** It was another user's: a browser of many is logged out there for whom it is about alone. */
  @Test
  void loginOfAnother_isNotLoggedOutThere() {
    CodeFlow flow = new CodeFlow(world.world.client, "shop");
    browser.open("/device");
    String kept = browser.cookies().get(cookie("provider"));
    browser.submit("/logout");
    browser.cookies().put(cookie("provider"), kept);
    String adas =
        json(flow.redeem(flow.allowedByAda(browser).getOrDefault("code", ""), Map.of()))
            .path("id_token")
            .asText();

    HttpResponse<String> answer = logout("id_token_hint", adas, "post_logout_redirect_uri", AFTER);
    assertThat(FederatedWorld.location(answer)).isEqualTo(AFTER);
  }

  private String clientsIdToken(Browser of) {
    CodeFlow flow = new CodeFlow(world.world.client, "shop");
    HttpResponse<String> answer = of.open(flow.path());
    Map<String, String> parameters =
        CodeFlow.parameters(
            answer.statusCode() == 303
                ? answer
                : of.submit("/oauth/authorize", "decision", "allow"));
    return json(flow.redeem(parameters.getOrDefault("code", ""), Map.of()))
        .path("id_token")
        .asText();
  }

  private HttpResponse<String> logout(String... parameters) {
    return browser.open(query(parameters));
  }

  private static String query(String... parameters) {
    StringBuilder query = new StringBuilder("/oauth/end_session");
    for (int i = 0; i < parameters.length; i += 2) {
      query
          .append(i == 0 ? '?' : '&')
          .append(parameters[i])
          .append('=')
          .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  private static Map<String, String> parameters(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private static String cookie(String use) {
    return "locum-" + use;
  }
}
