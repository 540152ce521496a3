package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the trail says of a code or refresh token in the wrong hands: who showed it, and whose. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StolenGrantTest {

  @TempDir private Path directory;
  private OAuthWorld world;
  private CodeFlow flow;
  private String code;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    TestClients.of(world.logins, "shop").put();
    TestClients.of(world.logins, "thief").put();
    flow = new CodeFlow(world.client, "shop");
    code = String.valueOf(flow.allowedByAda(new Browser(world)).get("code"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void code_usedAgain_saysWhoShowedItAndWhoseItWas_SB_1() {
    flow.redeem(code, Map.of());
    world.logins.forgetEvents();

    assertError(flow.redeem(code, Map.of()), 400, "invalid_grant");

    assertNames("shop", "TOKEN_REPLAYED");
    assertThat(ofType(AuditEventType.LOGOUT).parties().actor()).isEqualTo("shop");
  }

  @Test
  void code_shownByAnotherClient_saysWhoShowedItAndWhoseItWas_SB_1() {
    world.logins.forgetEvents();

    assertError(flow.redeem(code, Map.of(), "client_id", "thief"), 400, "invalid_grant");

    assertNames("thief", "TOKEN_CLAIM_REFUSED");
  }

  @Test
  void refreshToken_usedAgainOrByAnotherClient_saysWhoShowedItAndWhoseItWas_SB_1() {
    JsonNode tokens = json(flow.redeem(code, Map.of()));
    world.logins.forgetEvents();
    assertError(refresh("thief", tokens), 400, "invalid_grant");
    assertNames("thief", "TOKEN_CLAIM_REFUSED");

    assertThat(refresh("shop", tokens).statusCode()).isEqualTo(200);
    world.logins.forgetEvents();
    assertError(refresh("shop", tokens), 400, "invalid_grant");
    assertNames("shop", "TOKEN_REPLAYED");
    assertThat(ofType(AuditEventType.LOGOUT).parties().actor()).isEqualTo("shop");
  }

  private void assertNames(String shownBy, String reason) {
    AuditEvent event = ofType(AuditEventType.ACCESS_TOKEN_ISSUED);
    assertThat(event.decision().reason()).isEqualTo(reason);
    assertThat(event.parties().actor()).isEqualTo(shownBy);
    assertThat(event.parties().subject()).isEqualTo(world.logins.ada().subject().value());
    assertThat(event.parties().tenant()).isEqualTo("alice");
    assertThat(event.parties().session()).isNotEmpty();
  }

  private AuditEvent ofType(AuditEventType type) {
    List<AuditEvent> events = world.logins.events(type);
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private HttpResponse<String> refresh(String client, JsonNode tokens) {
    return world.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "refresh_token",
        "client_id",
        client,
        "refresh_token",
        tokens.path("refresh_token").asText());
  }
}
