package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8707: the place for which a user was asked bounds what the client gets later. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GrantedAudienceTest {

  @TempDir private Path directory;
  private OAuthWorld world;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    TestClients.of(world.logins, "shop").put();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void place_ofTheAuthorizationRequest_isTheOneOfEveryToken() {
    CodeFlow flow = flow().with("audience", "trip");

    JsonNode tokens = json(flow.redeem(code(flow), Map.of()));
    JsonNode fresh = json(refresh(tokens));
    JsonNode named = json(refresh(fresh, "resource", "https://x", "audience", "trip"));
    JsonNode again = json(refresh(fresh, "audience", "trip"));

    assertThat(isFor(tokens, LoginWorld.TRIP)).isTrue();
    assertThat(isFor(fresh, LoginWorld.TRIP)).isTrue();
    assertThat(named.path("error").asText()).isEqualTo("invalid_target");
    assertThat(isFor(again, LoginWorld.TRIP)).isTrue();
  }

  @Test
  void refresh_beyondThePlaceThatTheUserWasAskedFor_isInvalidTargetAndUsesNothingUp() {
    CodeFlow flow = flow().with("audience", "trip");
    JsonNode tokens = json(flow.redeem(code(flow), Map.of()));

    for (String beyond : List.of("locum-trigger", LoginWorld.ISSUER.value(), "made-up")) {
      assertError(refresh(tokens, "audience", beyond), 400, "invalid_target");
    }

    assertThat(isFor(json(refresh(tokens)), LoginWorld.TRIP)).isTrue();
  }

  @Test
  void refresh_ofAGrantThatNamedNoPlace_mayNameWhatItsScopesAllow() {
    JsonNode tokens = json(flow().redeem(code(flow()), Map.of(), "audience", "trip"));
    assertThat(isFor(tokens, LoginWorld.TRIP)).isTrue();

    JsonNode fresh = json(refresh(tokens));

    assertThat(isFor(fresh, LoginWorld.TRIGGER)).isTrue();
    assertThat(isFor(json(refresh(fresh, "audience", "trip")), LoginWorld.TRIP)).isTrue();
  }

  // The client has proven all else, so that nobody but it is told, and nobody else gained a try.
  @Test
  void code_redeemedForAnotherPlace_isInvalidTargetAndStaysGood() {
    CodeFlow flow = flow().with("audience", "trip");
    String code = code(flow);

    for (String beyond : List.of("locum-trigger", "made-up")) {
      assertError(flow.redeem(code, Map.of(), "audience", beyond), 400, "invalid_target");
    }

    assertThat(flow.redeem(code, Map.of(), "audience", "trip").statusCode()).isEqualTo(200);
  }

  @Test
  void code_redeemedForAnotherPlaceWithoutItsVerifier_isInvalidGrantAndUsedUp() {
    CodeFlow flow = flow().with("audience", "trip");
    String code = code(flow);

    assertError(
        flow.redeem(code, Map.of(), "audience", "made-up", "code_verifier", "w".repeat(43)),
        400,
        "invalid_grant");

    assertError(flow.redeem(code, Map.of()), 400, "invalid_grant");
  }

  private CodeFlow flow() {
    return new CodeFlow(world.client, "shop");
  }

  private String code(CodeFlow flow) {
    return String.valueOf(flow.allowedByAda(new Browser(world)).get("code"));
  }

  private HttpResponse<String> refresh(JsonNode tokens, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of(
                "grant_type",
                "refresh_token",
                "client_id",
                "shop",
                "refresh_token",
                tokens.path("refresh_token").asText()));
    form.addAll(List.of(more));
    return world.post("/oauth/token", Map.of(), form.toArray(new String[0]));
  }

  private boolean isFor(JsonNode tokens, Audience audience) {
    return world.logins.verifier.verifyAccessToken(
            RawToken.of(tokens.path("access_token").asText("none")), audience)
        instanceof Verification.Verified;
  }
}
