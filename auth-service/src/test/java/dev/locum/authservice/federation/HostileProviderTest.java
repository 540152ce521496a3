package dev.locum.authservice.federation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditDecision;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.testkit.oidc.ProviderTrick;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hostile provider, or somebody between it and us, can make of a login: nothing. */
class HostileProviderTest {

  private FederatedWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = FederatedWorld.open(directory);
    world.employee("sub-1", "/riders");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** BP-1 … BP-5, OpenID Connect Core §3.1.3.7, RFC 9207: one thing wrong, and nobody is in. */
  @ParameterizedTest
  @CsvSource({
    "RESPONSE_OF_ANOTHER_ISSUER, PROVIDER_ANSWER_REFUSED",
    "RESPONSE_WITHOUT_ISSUER, PROVIDER_ANSWER_REFUSED",
    "ACCESS_DENIED, PROVIDER_ANSWER_REFUSED",
    "ISSUER_OF_TOKEN_WRONG, TOKEN_ISSUER_WRONG",
    "NONCE_WRONG, TOKEN_CLAIM_REFUSED",
    "NONCE_ABSENT, TOKEN_CLAIM_MISSING",
    "AUDIENCE_WRONG, TOKEN_AUDIENCE_WRONG",
    "AUDIENCE_SHARED, TOKEN_CLAIM_REFUSED",
    "AUTHORIZED_PARTY_WRONG, TOKEN_AUDIENCE_WRONG",
    "ALGORITHM_NONE, TOKEN_ALGORITHM_REFUSED",
    "ALGORITHM_HS256, TOKEN_ALGORITHM_REFUSED",
    "KEY_ID_UNKNOWN, TOKEN_KEY_UNKNOWN",
    "SIGNED_BY_ANOTHER_KEY, TOKEN_SIGNATURE_INVALID",
    "EXPIRED, TOKEN_EXPIRED",
    "ISSUED_LONG_AGO, TOKEN_EXPIRED",
    "ISSUED_IN_THE_FUTURE, TOKEN_NOT_YET_VALID",
    "ACCESS_TOKEN_HASH_WRONG, TOKEN_CLAIM_REFUSED",
    "SUBJECT_EMPTY, TOKEN_CLAIM_REFUSED",
    "TOKEN_REDIRECT, PROVIDER_ANSWER_REFUSED",
    "TOKEN_WITHOUT_ID_TOKEN, PROVIDER_ANSWER_REFUSED",
  })
  void answer_wrong_isRefusedAndAudited(ProviderTrick trick, String reason) {
    world.corp.play(trick);
    Browser browser = world.browser();

    HttpResponse<String> answer = world.login(browser);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("The login was not accepted.").doesNotContain(reason);
    assertNobodyIsIn(browser, AuditDecision.Outcome.REFUSED, reason);
  }

  /** A provider that cannot be asked logs nobody in, and says so. */
  @ParameterizedTest
  @CsvSource({
    "KEYS_HUGE, KEYS_UNAVAILABLE",
    "KEYS_REDIRECT, KEYS_UNAVAILABLE",
    "TOKEN_FAILS, PROVIDER_UNAVAILABLE",
    "TOKEN_NEVER, PROVIDER_UNAVAILABLE",
  })
  void provider_away_failsClosedWithACode(ProviderTrick trick, String reason) {
    world.corp.play(trick);
    Browser browser = world.browser();

    HttpResponse<String> answer = world.login(browser);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("PROVIDER_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(world.corp.asked).doesNotContain("/realm/elsewhere");
    assertNobodyIsIn(browser, AuditDecision.Outcome.UNDECIDED, reason);
  }

  /** MD-1: the issuer byte for byte; SSRF: nothing is called that was not agreed on. */
  @ParameterizedTest
  @CsvSource({
    "METADATA_OF_ANOTHER_ISSUER, 403",
    "TOKEN_ENDPOINT_ELSEWHERE, 403",
    "KEYS_ELSEWHERE, 403",
    "METADATA_NEVER, 503"
  })
  void metadata_wrong_sendsNobodyAnywhere(ProviderTrick trick, int status) {
    world.corp.play(trick);
    Browser browser = world.browser();
    browser.open("/login");

    HttpResponse<String> answer = browser.submit("/login/external", "provider", "corp");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(FederatedWorld.location(answer)).isEmpty();
    assertThat(world.corp.asked).containsExactly("/realm/.well-known/openid-configuration");
    browser.login("alice", "ada", LoginWorld.ADAS_PASSWORD);
    assertThat(browser.open("/device").statusCode()).isEqualTo(200);
  }

  @Test
  void response_twice_countsOnce() {
    Browser browser = world.browser();
    URI back = world.corp.visit(FederatedWorld.begin(browser));
    String cookie = browser.cookies().get("locum-external");
    browser.open(FederatedWorld.path(back));
    Browser again = world.browser();
    again.cookies().put("locum-external", cookie);

    HttpResponse<String> answer = again.open(FederatedWorld.path(back));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("was not begun in this browser");
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("LOGIN_NOT_BEGUN_HERE");
    assertThat(world.corp.asked.stream().filter("/realm/token"::equals)).hasSize(1);
  }

  /** Login CSRF: an attacker's response in the victim's browser logs nobody in as the attacker. */
  @Test
  void response_ofAnotherBrowser_isRefusedThere() {
    URI attackers = world.corp.visit(FederatedWorld.begin(world.browser()));
    Browser victim = world.browser();
    FederatedWorld.begin(victim);

    HttpResponse<String> answer = victim.open(FederatedWorld.path(attackers));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertNobodyIsIn(victim, AuditDecision.Outcome.REFUSED, "LOGIN_NOT_BEGUN_HERE");
    assertThat(world.corp.asked).doesNotContain("/realm/token");
  }

  /** Anybody can send these, and each was a row of the trail. */
  @Test
  void responses_notBegunHere_areBounded_andStopNoLoginFromTheSameAddress() {
    int limited = 0;
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> answer = world.browser().open("/login/external/corp?state=a&code=b");
      limited += answer.statusCode() == 429 ? 1 : 0;
    }

    assertThat(limited).isEqualTo(20);
    assertThat(world.logins()).hasSize(31);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("LOGIN_RATE_LIMITED");
    Browser honest = world.browser();
    world.login(honest);
    assertThat(honest.cookies()).containsKey("locum-login");
  }

  /** A provider that has too much to do is not asked again by everybody who waits. */
  @ParameterizedTest
  @CsvSource({"TOKEN_FAILS, 5", "TOKEN_BUSY, 60"})
  void tokenEndpoint_thatFailed_isLeftAloneForAWhile(ProviderTrick trick, int seconds) {
    world.corp.play(trick);
    assertThat(world.login(world.browser()).statusCode()).isEqualTo(503);
    world.corp.play(ProviderTrick.NONE);
    world.beside.clock.advance(Duration.ofSeconds(seconds - 1));

    HttpResponse<String> answer = world.login(world.browser());

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("PROVIDER_UNAVAILABLE");
    assertThat(world.corp.asked.stream().filter("/realm/token"::equals)).hasSize(1);
    world.beside.clock.advance(Duration.ofSeconds(1));
    Browser later = world.browser();
    world.login(later);
    assertThat(later.cookies()).containsKey("locum-login");
  }

  /**
   * A code that was stolen is of no use with the thief's own login: PKCE and nonce are another's.
   */
  @Test
  void code_stolen_cannotBeInjected() {
    String stolen = query(world.corp.visit(FederatedWorld.begin(world.browser())), "code");
    Browser thief = world.browser();
    URI own = world.corp.visit(FederatedWorld.begin(thief));

    HttpResponse<String> answer =
        thief.open(FederatedWorld.path(own).replace(query(own, "code"), stolen));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertNobodyIsIn(thief, AuditDecision.Outcome.REFUSED, "PROVIDER_ANSWER_REFUSED");
  }

  /** Mix-up (RFC 9700 §4.4): a response of one provider at the redirect URI of another. */
  @Test
  void response_atAnotherProvidersUri_isRefused() {
    Browser browser = world.browser();
    URI back = world.corp.visit(FederatedWorld.begin(browser));

    HttpResponse<String> answer =
        browser.open(FederatedWorld.path(back).replace("/external/corp", "/external/other"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertNobodyIsIn(browser, AuditDecision.Outcome.REFUSED, "LOGIN_NOT_BEGUN_HERE");
    assertThat(world.other.asked).isEmpty();
  }

  @Test
  void response_late_isRefused() {
    Browser browser = world.browser();
    URI back = world.corp.visit(FederatedWorld.begin(browser));
    world.beside.clock.advance(Duration.ofMinutes(10));

    browser.open(FederatedWorld.path(back));

    assertNobodyIsIn(browser, AuditDecision.Outcome.REFUSED, "LOGIN_NOT_BEGUN_HERE");
  }

  @Test
  void response_withAParameterTwice_isRead_notAtAll() {
    Browser browser = world.browser();
    URI back = world.corp.visit(FederatedWorld.begin(browser));

    HttpResponse<String> answer = browser.open(FederatedWorld.path(back) + "&code=another");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(world.logins()).isEmpty();
  }

  /** Somebody else's page must not begin a login. */
  @Test
  void begin_withoutTheFormToken_isRefused() {
    Browser browser = world.browser();

    HttpResponse<String> answer = browser.submit("/login/external", "provider", "corp");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(world.corp.asked).isEmpty();
  }

  @Test
  void begin_atAProviderThatIsNone_isRefused() {
    Browser browser = world.browser();
    browser.open("/login");

    HttpResponse<String> answer =
        browser.submit("/login/external", "provider", "<script>alert(1)</script>");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("<script>");
    assertThat(browser.open("/login/external/none?state=a&code=b").statusCode()).isEqualTo(404);
  }

  private void assertNobodyIsIn(Browser browser, AuditDecision.Outcome outcome, String reason) {
    assertThat(browser.cookies()).doesNotContainKeys("locum-login", "locum-external");
    assertThat(world.usersOf(LoginWorld.ALICE)).hasSize(1);
    assertThat(world.logins())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.decision().outcome()).isEqualTo(outcome);
          assertThat(event.decision().reason()).isEqualTo(reason);
          assertThat(event.decision().detail()).startsWith("provider ");
        });
  }

  private static String query(URI uri, String name) {
    for (String pair : uri.getRawQuery().split("&")) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new AssertionError(name + " is not in the answer");
  }
}
