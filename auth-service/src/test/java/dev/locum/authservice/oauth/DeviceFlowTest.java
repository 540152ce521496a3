package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoginWorld.ADAS_PASSWORD;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
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

/**
 * DG-1, DG-2, S3-27, SB-1: a user logs in through a device, read by an implementation that is not
 * ours.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeviceFlowTest {

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

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
  void begin_answersWhatRfc8628Wants_DG_1() throws Exception {
    HttpResponse<String> answer = begin();
    DeviceAuthorizationSuccessResponse device = parse(answer);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(device.getDeviceCode().getValue()).hasSizeGreaterThan(40);
    assertThat(device.getUserCode().getValue()).matches("[A-Z]{4}-[A-Z]{4}");
    assertThat(device.getVerificationURI()).hasToString(LoginWorld.ISSUER.value() + "/device");
    assertThat(device.getVerificationURIComplete()).isNull();
    assertThat(device.getInterval()).isEqualTo(5);
    assertThat(device.getLifetime()).isEqualTo(600);
  }

  @Test
  void begin_byNobodyOrAWorkload_isRefused() {
    assertError(world.post("/oauth/device_authorization", Map.of()), 401, "invalid_client");
    assertError(
        world.post("/oauth/device_authorization", Map.of(), "client_id", "other"),
        401,
        "invalid_client");
    assertError(
        world.postAs(FakeAuthority.WORKER, "/oauth/device_authorization"),
        400,
        "unauthorized_client");
    assertError(
        world.post(
            "/oauth/device_authorization", Map.of(), "client_id", CLIENT, "scope", "everything"),
        400,
        "invalid_scope");
  }

  @Test
  void begin_tooOftenFromOneAddress_isRefusedForAWhile() {
    for (int i = 0; i < 60; i++) {
      assertThat(begin().statusCode()).isEqualTo(200);
    }

    assertError(begin(), 429, "too_many_requests");
    world.logins.clock.advance(Duration.ofSeconds(1));
    assertThat(begin().statusCode()).isEqualTo(200);
  }

  @Test
  void wholeFlow_endsInTokensThatCount_S3_27() throws Exception {
    DeviceAuthorizationSuccessResponse device = parse(begin());
    assertError(poll(device), 400, "authorization_pending");

    browser.login("alice", "ada", ADAS_PASSWORD);
    assertThat(browser.decide(device.getUserCode().getValue(), "allow").statusCode())
        .isEqualTo(200);

    HttpResponse<String> answer = poll(device);
    Tokens tokens = tokens(answer);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(tokens.getBearerAccessToken().getLifetime()).isBetween(1L, 600L);
    assertThat(introspect(tokens)).isInstanceOf(Verification.Verified.class);
    assertError(poll(device), 400, "invalid_grant");
  }

  @Test
  void poll_tooFast_answersSlowDown_DG_2() throws Exception {
    DeviceAuthorizationSuccessResponse device = parse(begin());
    poll(device);

    TokenErrorResponse error = TokenErrorResponse.parse(JSONObjectUtils.parse(poll(device).body()));

    assertThat(error.getErrorObject()).isEqualTo(DeviceAuthorizationGrantError.SLOW_DOWN);
  }

  @Test
  void poll_refusedOrExpired_saysSo_DG_2() throws Exception {
    DeviceAuthorizationSuccessResponse refused = parse(begin());
    DeviceAuthorizationSuccessResponse expired = parse(begin());
    browser.login("alice", "ada", ADAS_PASSWORD);
    browser.decide(refused.getUserCode().getValue(), "refuse");

    assertError(poll(refused), 400, "access_denied");
    world.logins.clock.advance(Duration.ofMinutes(10));
    assertError(poll(expired), 400, "expired_token");
  }

  @Test
  void poll_withoutOrWithAnUnknownCode_isRefused() {
    assertError(
        world.post("/oauth/token", Map.of(), "grant_type", GRANT, "client_id", CLIENT),
        400,
        "invalid_request");
    assertError(poll("locum_dc_made-up"), 400, "invalid_grant");
    assertError(
        world.postAs(
            FakeAuthority.TRIGGER, "/oauth/token", "grant_type", GRANT, "device_code", "x"),
        400,
        "unauthorized_client");
  }

  @Test
  void guessingUserCodes_isLimited_DG_2() throws Exception {
    DeviceAuthorizationSuccessResponse device = parse(begin());
    browser.login("alice", "ada", ADAS_PASSWORD);
    for (int i = 0; i < 10; i++) {
      browser.open("/device");
      assertThat(browser.submit("/device", "user_code", "BCDF-GHJK").statusCode()).isEqualTo(403);
    }

    browser.open("/device");
    assertThat(browser.submit("/device", "user_code", device.getUserCode().getValue()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void refresh_rotatesAndReuseKillsTheFamily_SB_1() throws Exception {
    Tokens first = login();
    Tokens second = tokens(refresh(first));

    assertThat(second.getRefreshToken()).isNotEqualTo(first.getRefreshToken());
    assertError(refresh(first), 400, "invalid_grant");
    assertError(refresh(second), 400, "invalid_grant");
    assertThat(introspect(second)).isInstanceOf(Verification.Rejected.class);
  }

  @Test
  void refresh_askingForAScope_isRefusedAndTheTokenStillCounts() throws Exception {
    Tokens tokens = login();

    assertError(
        world.post(
            "/oauth/token",
            Map.of(),
            "grant_type",
            "refresh_token",
            "client_id",
            CLIENT,
            "refresh_token",
            tokens.getRefreshToken().getValue(),
            "scope",
            "fleet.reserve"),
        400,
        "invalid_scope");
    assertThat(refresh(tokens).statusCode()).isEqualTo(200);
  }

  /** RFC 8707 §2.2; absence denies: a service that is not listed gets no user's token. */
  @Test
  void refresh_namingAService_isForThatServiceIfItIsListed() throws Exception {
    Tokens tokens = login();

    for (String target : List.of("billing", "locum-gateway", "Trip", "trip ")) {
      assertError(refreshFor(tokens, "audience", target), 400, "invalid_target");
    }
    assertError(refreshFor(tokens, "resource", "https://trip.example"), 400, "invalid_target");

    Tokens atTrip = tokens(refreshFor(tokens, "audience", "trip"));
    RawToken token = RawToken.of(atTrip.getAccessToken().getValue());
    assertThat(world.logins.verifier.verifyAccessToken(token, LoginWorld.TRIP))
        .isInstanceOf(Verification.Verified.class);
    assertThat(world.logins.accessTokens.introspect(token))
        .isInstanceOf(Verification.Rejected.class);
  }

  private HttpResponse<String> refreshFor(Tokens tokens, String name, String target) {
    return world.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "refresh_token",
        "client_id",
        CLIENT,
        "refresh_token",
        tokens.getRefreshToken().getValue(),
        name,
        target);
  }

  @Test
  void passwordAndImplicitGrants_areNotThere_SB_1() {
    TestClients.of(world.logins, "shop").put();
    assertError(
        world.post(
            "/oauth/token",
            Map.of(),
            "grant_type",
            "password",
            "client_id",
            CLIENT,
            "username",
            "ada",
            "password",
            ADAS_PASSWORD),
        400,
        "unsupported_grant_type");
    assertThat(
            CodeFlow.parameters(
                browser.open(
                    new CodeFlow(world.client, "shop").with("response_type", "token").path())))
        .containsEntry("error", "unsupported_response_type");
  }

  private Tokens login() throws ParseException {
    DeviceAuthorizationSuccessResponse device = parse(begin());
    browser.login("alice", "ada", ADAS_PASSWORD);
    browser.decide(device.getUserCode().getValue(), "allow");
    return tokens(poll(device));
  }

  private HttpResponse<String> begin() {
    return world.post("/oauth/device_authorization", Map.of(), "client_id", CLIENT);
  }

  private HttpResponse<String> poll(DeviceAuthorizationSuccessResponse device) {
    return poll(device.getDeviceCode().getValue());
  }

  private HttpResponse<String> poll(String deviceCode) {
    return world.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        GRANT,
        "client_id",
        CLIENT,
        "device_code",
        deviceCode);
  }

  private HttpResponse<String> refresh(Tokens tokens) {
    return world.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "refresh_token",
        "client_id",
        CLIENT,
        "refresh_token",
        tokens.getRefreshToken().getValue());
  }

  private Verification<?> introspect(Tokens tokens) {
    return world.logins.accessTokens.introspect(RawToken.of(tokens.getAccessToken().getValue()));
  }

  private static DeviceAuthorizationSuccessResponse parse(HttpResponse<String> answer)
      throws ParseException {
    return DeviceAuthorizationSuccessResponse.parse(JSONObjectUtils.parse(answer.body()));
  }

  private static Tokens tokens(HttpResponse<String> answer) throws ParseException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return AccessTokenResponse.parse(JSONObjectUtils.parse(answer.body())).getTokens();
  }
}
