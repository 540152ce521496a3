package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoginWorld.ADAS_PASSWORD;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.login.DeviceAuthorization;
import dev.locum.authservice.login.DevicePoll;
import dev.locum.authservice.user.Requester;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages: without scripts, without strangers' forms, without secrets in URLs. S3-27, DG-2, SB-1.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PagesTest {

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

  @Test
  void everyPage_loadsNothingAndRunsNothing() throws Exception {
    HttpResponse<String> login = browser.open("/login");
    browser.login("alice", "ada", ADAS_PASSWORD);
    HttpResponse<String> device = browser.open("/device");
    DeviceAuthorization grant = world.logins.devices.begin(CLIENT);
    HttpResponse<String> question =
        browser.submit("/device", "user_code", grant.userCode().display());

    for (HttpResponse<String> page : List.of(login, device, question)) {
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .doesNotContainIgnoringCase("<script")
          .doesNotContain("http://")
          .doesNotContain("https://")
          .doesNotContainPattern("\\son[a-z]+=")
          .doesNotContain("src=");
      String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy)
          .startsWith("default-src 'none'; style-src 'sha256-")
          .contains("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe");
      assertThat(policy).contains("'sha256-" + hashOfStyle(page.body()) + "'");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }
  }

  @Test
  void loginForm_hasAutocompleteAttributes() {
    assertThat(browser.open("/login").body())
        .contains("autocomplete=\"username\"")
        .contains("autocomplete=\"current-password\"")
        .contains("type=\"password\"");
  }

  @Test
  void login_right_setsACookieAndGoesToTheDevicePage_S3_27() {
    browser.open("/login");
    HttpResponse<String> answer =
        browser.submit("/login", "tenant", "alice", "username", " ada ", "password", ADAS_PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/device");
    String cookie = answer.headers().allValues("Set-Cookie").getFirst();
    assertThat(cookie)
        .startsWith("locum-login=locum_bs_")
        .contains("; HttpOnly", "; SameSite=Lax", "; Path=/");
    assertThat(browser.open("/device").body()).contains("<b>ada</b>", "<b>alice</b>");
  }

  @Test
  void login_wrong_isRefusedAlikeWithoutEchoAndAudited_S3_27() {
    browser.open("/login");
    HttpResponse<String> wrongPassword =
        browser.submit(
            "/login", "tenant", "alice", "username", "ada", "password", "not her password");
    HttpResponse<String> unknownUser =
        browser.submit(
            "/login", "tenant", "alice", "username", "<b>mallory", "password", ADAS_PASSWORD);

    assertThat(wrongPassword.statusCode()).isEqualTo(403);
    assertThat(unknownUser.statusCode()).isEqualTo(403);
    assertThat(wrongPassword.body()).isEqualTo(unknownUser.body());
    assertThat(wrongPassword.body())
        .doesNotContain("not her password")
        .doesNotContain("\"ada\"", ">ada<");
    assertThat(world.logins.events(AuditEventType.LOGIN)).hasSize(2);
  }

  @Test
  void login_tooOften_isRefusedForAWhile_S3_27() {
    browser.open("/login");
    for (int i = 0; i < 5; i++) {
      browser.submit("/login", "tenant", "alice", "username", "ada", "password", "a wrong guess");
    }

    HttpResponse<String> answer =
        browser.submit("/login", "tenant", "alice", "username", "ada", "password", ADAS_PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void login_formOfAStranger_isRefusedUntried() {
    browser.open("/login");
    String token = browser.hidden().getOrDefault("form_token", "");

    Browser victim = new Browser(world);
    victim.open("/login");
    assertRefusedForm(
        victim.submit(
            "/login",
            "form_token",
            token,
            "tenant",
            "alice",
            "username",
            "ada",
            "password",
            ADAS_PASSWORD));
    assertRefusedForm(
        world.post(
            "/login", Map.of(), "tenant", "alice", "username", "ada", "password", ADAS_PASSWORD));
    assertThat(world.logins.events(AuditEventType.LOGIN)).isEmpty();
  }

  @Test
  void login_sentFromAnotherSite_isRefusedEvenWithTheToken() {
    browser.open("/login");

    assertRefusedForm(
        world.post(
            "/login",
            Map.of(
                "Sec-Fetch-Site",
                "cross-site",
                "Cookie",
                "locum-form=" + browser.cookies().get("locum-form")),
            "form_token",
            browser.hidden().getOrDefault("form_token", ""),
            "tenant",
            "alice",
            "username",
            "ada",
            "password",
            ADAS_PASSWORD));
  }

  @Test
  void login_twoCookiesOfOneName_countAsNone() {
    browser.open("/login");
    String cookie = browser.cookies().get("locum-form");

    assertRefusedForm(
        world.post(
            "/login",
            Map.of("Cookie", "locum-form=" + cookie + "; locum-form=planted"),
            "form_token",
            browser.hidden().getOrDefault("form_token", ""),
            "tenant",
            "alice",
            "username",
            "ada",
            "password",
            ADAS_PASSWORD));
  }

  @Test
  void device_withoutLogin_goesToTheLoginPage() {
    for (HttpResponse<String> answer :
        List.of(
            world.get("/device"),
            world.get("/device", "Cookie", "locum-login=locum_bs_made-up"),
            world.post("/device", Map.of(), "user_code", "BCDF-GHJK", "decision", "allow"))) {
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location")).contains("/login");
    }
  }

  @Test
  void device_decisionOfAStrangersForm_isRefusedAndDecidesNothing() {
    DeviceAuthorization grant = world.logins.devices.begin(CLIENT);
    browser.login("alice", "ada", ADAS_PASSWORD);

    HttpResponse<String> answer =
        world.post(
            "/device",
            Map.of("Cookie", "locum-login=" + browser.cookies().get("locum-login")),
            "form_token",
            "made-up",
            "user_code",
            grant.userCode().display(),
            "decision",
            "allow");

    assertRefusedForm(answer);
    assertThat(poll(grant)).isEqualTo(DevicePoll.refused(DevicePoll.Reason.PENDING));
  }

  @Test
  void device_codeAlone_asksAndDecidesNothing() {
    DeviceAuthorization grant = world.logins.devices.begin(CLIENT);
    browser.login("alice", "ada", ADAS_PASSWORD);
    browser.open("/device");

    HttpResponse<String> question =
        browser.submit("/device", "user_code", grant.userCode().display());

    assertThat(question.body()).contains(grant.userCode().display(), "<b>locum-cli</b>");
    assertThat(poll(grant)).isEqualTo(DevicePoll.refused(DevicePoll.Reason.PENDING));
    assertThat(browser.submit("/device", "decision", "allow").body()).contains("Allowed");
  }

  @Test
  void device_wrongCode_isNotEchoed() {
    browser.login("alice", "ada", ADAS_PASSWORD);
    browser.open("/device");

    HttpResponse<String> answer =
        browser.submit("/device", "user_code", "\"><script>alert(1)</script>");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("<script", "alert(1)");
  }

  @Test
  void disabledUser_isLoggedOutOfThePages() {
    browser.login("alice", "ada", ADAS_PASSWORD);
    assertThat(browser.open("/device").statusCode()).isEqualTo(200);

    world.logins.putAda(Set.of("rider"), true);

    assertThat(browser.open("/device").statusCode()).isEqualTo(303);
  }

  @Test
  void logout_endsTheLogin_andOnlyWithItsForm() {
    browser.login("alice", "ada", ADAS_PASSWORD);
    String cookie = "locum-login=" + browser.cookies().get("locum-login");

    world.post("/logout", Map.of("Cookie", cookie), "form_token", "made-up");
    assertThat(world.get("/device", "Cookie", cookie).statusCode()).isEqualTo(200);

    browser.open("/device");
    assertThat(browser.submit("/logout").statusCode()).isEqualTo(303);
    assertThat(world.get("/device", "Cookie", cookie).statusCode()).isEqualTo(303);
  }

  @Test
  void forms_withSecretsInTheUrl_areRefused_SB_1() {
    browser.open("/login");

    HttpResponse<String> answer =
        browser.submit("/login?password=x", "tenant", "alice", "username", "ada");

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  private static void assertRefusedForm(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("The form was not accepted.");
  }

  private DevicePoll poll(DeviceAuthorization grant) {
    return world.logins.devices.poll(grant.deviceCode(), CLIENT, Requester.user("c"));
  }

  private static String hashOfStyle(String page) throws Exception {
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page);
    assertThat(style.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(style.group(1).getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }
}
