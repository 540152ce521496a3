package dev.locum.authservice.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.testkit.oidc.ProviderTrick;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client asks of the login (OpenID Connect Core §3.1.2.1) holds where the login is made at a
 * provider, too: it is passed on, what comes back is compared, and nobody is told a time that the
 * provider did not say.
 */
class FreshLoginTest {

  private FederatedWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = FederatedWorld.open(directory);
    world.employee("eve", "/riders");
    TestClients.of(world.beside, "shop").put();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void promptLogin_isPassedOn_andAnOlderLoginAtTheProviderIsRefused() {
    CodeFlow flow = flow().with("prompt", "login");
    Browser browser = world.browser();
    String sent = sentToProvider(browser, flow);

    assertThat(sent).contains("prompt=login").contains("max_age=0");
    // The provider does not ask again: its auth_time is half a minute old.
    assertThat(browser.open(FederatedWorld.path(world.corp.visit(sent))).statusCode())
        .isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("LOGIN_TOO_WEAK");
    assertThat(browser.cookies()).doesNotContainKey("locum-login");

    world.corp.claims.put("auth_time", now());
    assertThat(code(world.browser(), flow)).isNotEmpty();
  }

  @Test
  void maxAge_isPassedOn_andCompared() {
    assertThat(sentToProvider(world.browser(), flow().with("max_age", "25")))
        .contains("max_age=25")
        .doesNotContain("prompt=");
    assertThat(code(world.browser(), flow().with("max_age", "25"))).isNotEmpty();

    // Beyond what clocks may differ by.
    world.corp.claims.put("auth_time", now() - 36);
    Browser browser = world.browser();
    URI back = world.corp.visit(sentToProvider(browser, flow().with("max_age", "25")));
    assertThat(browser.open(FederatedWorld.path(back)).statusCode()).isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("LOGIN_TOO_WEAK");
  }

  @Test
  void request_thatAsksForNothing_passesNothingOn() {
    assertThat(sentToProvider(world.browser(), flow()))
        .doesNotContain("max_age")
        .doesNotContain("prompt");
  }

  /** A provider that says nothing when it is asked has not done what it was asked for. */
  @Test
  void maxAge_withoutAuthTime_isRefused() {
    world.corp.play(ProviderTrick.AUTH_TIME_ABSENT);
    Browser browser = world.browser();
    URI back = world.corp.visit(sentToProvider(browser, flow().with("max_age", "3600")));

    assertThat(browser.open(FederatedWorld.path(back)).statusCode()).isEqualTo(403);
    assertThat(world.logins().getLast().decision().reason()).isEqualTo("LOGIN_TOO_WEAK");
  }

  /** When the provider issued its token is not when its user logged in. */
  @Test
  void authTime_thatTheProviderDoesNotSay_isToldToNobody_andFitsNoMaxAge() {
    world.corp.play(ProviderTrick.AUTH_TIME_ABSENT);
    Browser browser = world.browser();
    String code = code(browser, flow());

    assertThat(idToken(code).has("auth_time")).isFalse();
    HttpResponse<String> silent =
        browser.open(flow().with("prompt", "none").with("max_age", "999999999").path());
    assertThat(CodeFlow.parameters(silent)).containsEntry("error", "login_required");
  }

  @Test
  void authTime_isTheProviders() {
    world.corp.claims.put("auth_time", now() - 100);

    assertThat(idToken(code(world.browser(), flow())).path("auth_time").asLong())
        .isEqualTo(now() - 100);
  }

  private CodeFlow flow() {
    return new CodeFlow(world.world.client, "shop");
  }

  private static String sentToProvider(Browser browser, CodeFlow flow) {
    browser.open(flow.path());
    return FederatedWorld.location(browser.submit("/login/external", "provider", "corp"));
  }

  /** The code with which the whole flow ends. */
  private String code(Browser browser, CodeFlow flow) {
    URI back = world.corp.visit(sentToProvider(browser, flow));
    HttpResponse<String> answer = browser.open(FederatedWorld.path(back));
    browser.open(FederatedWorld.location(answer));
    Map<String, String> sent =
        CodeFlow.parameters(browser.submit("/oauth/authorize", "decision", "allow"));
    return sent.getOrDefault("code", "");
  }

  private JsonNode idToken(String code) {
    JsonNode tokens = LoopbackClient.json(flow().redeem(code, Map.of()));
    return StartedWork.claims(tokens.path("id_token").asText());
  }

  private long now() {
    return world.beside.clock.instant().getEpochSecond();
  }
}
