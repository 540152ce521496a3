package dev.locum.authservice.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditDecision;
import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.DeviceFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.user.Password;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.user.UserSpec;
import dev.locum.settings.FederationSettings;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of an external provider: who they are here, and what they may. */
class ExternalLoginTest {

  private static final UserName EVE = new UserName("corp.eve");

  private @TempDir Path directory;
  private FederatedWorld world;

  @BeforeEach
  void open() {
    world = FederatedWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void login_first_makesTheUserWithMappedTenantAndRoles() {
    world.employee("eve", "/riders", "/not-in-the-table");
    Browser browser = world.browser();

    HttpResponse<String> answer = world.login(browser);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(FederatedWorld.location(answer)).isEqualTo("/device");
    assertThat(browser.open("/device").body()).contains("corp.eve").contains("alice");
    User eve = eve();
    assertThat(eve.roles()).containsExactly("rider");
    assertThat(eve.subject().value()).startsWith("u-");
    assertThat(world.logins())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.decision().outcome()).isEqualTo(AuditDecision.Outcome.ALLOWED);
          assertThat(event.decision().detail()).isEqualTo("provider corp");
          assertThat(event.toString()).contains(eve.subject().value());
        });
  }

  @Test
  void login_again_isTheSameUserWithTheRolesOfNow() {
    world.employee("eve", "/riders", "/staff");
    world.login(world.browser());
    User before = eve();
    world.employee("eve");
    world.login(world.browser());

    assertThat(eve().subject()).isEqualTo(before.subject());
    assertThat(before.roles()).containsExactlyInAnyOrder("rider", "staff");
    assertThat(eve().roles()).isEmpty();
  }

  /** What a user can choose, or what passes from one to another, makes nobody somebody. */
  @Test
  void login_withAnothersNameAndMail_isSomebodyElse() {
    world.employee("eve", "/staff");
    world.corp.claims.put("email", "eve@example.org");
    world.corp.claims.put("preferred_username", "ada");
    world.login(world.browser());
    world.employee("Mallory Ä", "/riders");
    world.login(world.browser());

    assertThat(world.usersOf(LoginWorld.ALICE)).hasSize(3);
    assertThat(world.beside.ada().roles()).containsExactly("rider");
    assertThat(eve().roles()).containsExactly("staff");
  }

  @Test
  void login_withANameThatIsTaken_isRefusedAndNeverLinked() {
    world.beside.users.put(
        new UserSpec(LoginWorld.ALICE, EVE, Set.of("admin"), false), LoginWorld.OPERATOR);
    world.employee("eve", "/riders");

    HttpResponse<String> answer = world.login(world.browser());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("IDENTITY_CONFLICT");
    assertThat(eve().roles()).containsExactly("admin");
  }

  @Test
  void sameSubjectAtAnotherProvider_isSomebodyElse() {
    world.employee("eve", "/staff");
    world.login(world.browser());
    world.other.claims.putAll(world.corp.claims);
    Browser browser = world.browser();
    browser.open("/login");
    URI back =
        world.other.visit(
            FederatedWorld.location(browser.submit("/login/external", "provider", "other")));
    browser.open(FederatedWorld.path(back));

    assertThat(world.beside.users.find(LoginWorld.ALICE, new UserName("other.eve")))
        .map(User::subject)
        .isPresent()
        .get()
        .isNotEqualTo(eve().subject());
  }

  /** Absence denies: no tenant, several, one that is not listed, one that does not exist. */
  @Test
  void tenant_notMapped_isRefused() {
    world.employee("eve", "/riders");
    for (Object value :
        List.of("Mallory Inc", List.of("Alice Inc", "Bob"), List.of(), 7L, "Gone")) {
      world.corp.claims.put("org", value);
      assertThat(world.login(world.browser()).statusCode()).as("%s", value).isEqualTo(403);
    }
    world.corp.claims.remove("org");
    assertThat(world.login(world.browser()).statusCode()).isEqualTo(403);

    assertThat(world.usersOf(LoginWorld.ALICE)).hasSize(1);
    assertThat(world.logins())
        .hasSize(6)
        .allSatisfy(event -> assertThat(event.decision().reason()).isEqualTo("TENANT_NOT_MAPPED"));
  }

  @Test
  void tenant_anotherThanAtFirst_isRefused() {
    world.employee("eve", "/riders");
    world.login(world.browser());
    world.corp.claims.put("org", "Bob");

    assertThat(world.login(world.browser()).statusCode()).isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("IDENTITY_CONFLICT");
    assertThat(world.usersOf(LoginWorld.BOB)).hasSize(1);
  }

  /** S3-82 … S3-89: disabled here is disabled, at once, whatever the provider says. */
  @Test
  void user_disabledHere_isOutAtOnceAndStaysOut() {
    world.employee("eve", "/riders");
    Browser browser = world.browser();
    world.login(browser);
    JsonNode tokens = tokensOf(browser);
    disableEve();

    assertThat(browser.open("/device").statusCode()).isEqualTo(303);
    HttpResponse<String> refreshed =
        world.world.client.post(
            "/oauth/token",
            Map.of(),
            "grant_type",
            "refresh_token",
            "client_id",
            LoginWorld.CLIENT,
            "refresh_token",
            tokens.path("refresh_token").asText());
    assertThat(refreshed.statusCode()).isEqualTo(400);
    world.employee("eve", "/staff");
    assertThat(world.login(world.browser()).statusCode()).isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("USER_DISABLED");
    assertThat(eve().disabled()).isTrue();
    assertThat(eve().roles()).containsExactly("rider");
  }

  @Test
  void externalUser_hasNoPasswordAndNoRolesOfOurs() {
    world.employee("eve", "/riders");
    world.login(world.browser());

    assertThatThrownBy(() ->
            world.beside.users.setPassword(
                LoginWorld.ALICE, EVE, Password.chosen("a long password"), LoginWorld.OPERATOR))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.STATE_CONFLICT));
    assertThatThrownBy(() ->
            world.beside.users.put(
                new UserSpec(LoginWorld.ALICE, EVE, Set.of("admin"), false), LoginWorld.OPERATOR))
        .isInstanceOf(DenialException.class);
    Browser browser = world.browser();
    browser.open("/login");
    assertThat(
            browser
                .submit(
                    "/login",
                    "tenant",
                    "alice",
                    "username",
                    "corp.eve",
                    "password",
                    "a long password")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            world.beside.store.<List<User>>read(
                tx -> world.beside.users.listOwn(tx, LoginWorld.ALICE)))
        .extracting(User::name)
        .containsExactly(LoginWorld.ADA);
  }

  @Test
  void deviceFlow_throughTheProvider_givesOurOwnTokens() {
    world.employee("eve", "/riders");
    Browser browser = world.browser();
    world.login(browser);

    JsonNode tokens = tokensOf(browser);

    assertThat(tokens.path("access_token").asText()).isNotEmpty();
    assertThat(tokens.toString()).doesNotContain("an-access-token-of-the-provider");
  }

  @Test
  void authorizationCode_throughTheProvider_goesOnWithTheRequest() {
    world.employee("eve", "/riders");
    TestClients.of(world.beside, "shop").put();
    CodeFlow flow = new CodeFlow(world.world.client, "shop");
    Browser browser = world.browser();
    browser.open(flow.path());
    String sent = FederatedWorld.location(browser.submit("/login/external", "provider", "corp"));
    HttpResponse<String> back = browser.open(FederatedWorld.path(world.corp.visit(sent)));

    assertThat(FederatedWorld.location(back)).startsWith("/oauth/authorize?");
    HttpResponse<String> asked = browser.open(FederatedWorld.location(back));
    assertThat(asked.body()).contains("corp.eve");
  }

  /** No sticky state: any replica finishes any login, and a response still counts once. */
  @Test
  void login_begunAtOneReplica_isFinishedAtAnother() throws IOException {
    world.employee("eve", "/riders");
    AuthServiceProcess replica = world.replica();
    Browser browser = world.browser();
    URI back = world.corp.visit(FederatedWorld.begin(browser));
    String cookie = browser.cookies().get("locum-external");
    try (LoopbackClient client = new LoopbackClient(replica.httpAddress().getPort())) {
      Browser there = new Browser(client);
      there.cookies().put("locum-external", cookie);

      assertThat(there.open(FederatedWorld.path(back)).statusCode()).isEqualTo(303);
      assertThat(browser.open(FederatedWorld.path(back)).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void loginPage_offersTheProvidersAndLetsTheFormLeadThere() {
    HttpResponse<String> page = world.browser().open("/login");

    assertThat(page.body()).contains("Sign in with Example &amp; Co");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("form-action 'self'")
        .contains(world.corp.origin());
  }

  @Test
  void strength_notAsAsked_isRefused() {
    world.close();
    FederationSettings.Request strict =
        new FederationSettings.Request(
            List.of("profile"),
            List.of("gold"),
            List.of("otp"),
            Optional.of(Duration.ofMinutes(5)));
    world = FederatedWorld.open(fresh(), strict);
    world.employee("eve", "/riders");
    Map<String, Object> claims = world.corp.claims;

    claims.put("amr", List.of("pwd", "otp"));
    assertRefused("LOGIN_TOO_WEAK");
    claims.put("acr", "silver");
    assertRefused("LOGIN_TOO_WEAK");
    claims.put("acr", "gold");
    claims.put("amr", List.of("pwd"));
    assertRefused("LOGIN_TOO_WEAK");
    claims.put("amr", List.of("pwd", "otp"));
    claims.put("auth_time", world.beside.clock.instant().getEpochSecond() - 311);
    assertRefused("LOGIN_TOO_WEAK");
    claims.remove("auth_time");
    assertThat(FederatedWorld.begin(world.browser()))
        .contains("max_age=300")
        .contains("acr_values=gold")
        .contains("scope=openid+profile");
    assertThat(world.login(world.browser()).statusCode()).isEqualTo(303);
  }

  private Path fresh() {
    Path fresh = directory.resolve("strict");
    try {
      return Files.createDirectory(fresh);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertRefused(String reason) {
    assertThat(world.login(world.browser()).statusCode()).isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo(reason);
  }

  private void disableEve() {
    world.beside.store.write(
        tx -> world.beside.users.setDisabled(tx, LoginWorld.ALICE, EVE, true, LoginWorld.OPERATOR));
  }

  private User eve() {
    return world.beside.users.find(LoginWorld.ALICE, EVE).orElseThrow();
  }

  private JsonNode tokensOf(Browser browser) {
    return DeviceFlow.allowed(world.world.client, browser);
  }
}
