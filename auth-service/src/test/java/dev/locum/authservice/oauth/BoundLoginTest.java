package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.token.RawToken;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.TargetUri;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RFC 9449 §5 for users: tokens that are bound at login stay bound (DP-1 to DP-4), over HTTP. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class BoundLoginTest {

  private static final String TOKEN = "/oauth/token";
  private static final String USERINFO = "/oauth/userinfo";

  @TempDir private Path directory;
  private OAuthWorld world;
  private DpopKey key;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
    TestClients.of(world.logins, "shop").put();
    key = Proofs.key(world.logins);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void deviceFlow_withAProof_bindsAndSaysSo() {
    JsonNode tokens = json(device(proof(TOKEN)));

    assertThat(tokens.path("token_type").asText()).isEqualTo("DPoP");
    requireBound(tokens, key);
  }

  /** RFC 9449 §5: whoever shows none gets what they always got. */
  @Test
  void login_withoutAProof_isABearerToken() {
    JsonNode tokens = json(device(""));

    assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(confirmation(tokens)).isEmpty();
    JsonNode refreshed = json(refresh("locum-cli", tokens, ""));
    assertThat(refreshed.path("token_type").asText()).isEqualTo("Bearer");
    requireBound(json(refresh("locum-cli", refreshed, proof(TOKEN))), key);
  }

  @Test
  void codeFlow_withAProof_binds() {
    JsonNode tokens = json(code(proof(TOKEN)));

    requireBound(tokens, key);
    assertThat(json(userInfo("DPoP", tokens, ath(USERINFO, tokens))).path("sub").asText())
        .isEqualTo(world.logins.ada().subject().value());
  }

  /** DP-1, DP-2: it is refused, and the code is not used up by it. */
  @Test
  void codeFlow_proofThatDoesNotCount_isRefusedAndSpoilsNothing() {
    CodeFlow flow = new CodeFlow(world.client, "shop");
    String code = flow.allowedByAda(new Browser(world)).getOrDefault("code", "");
    String used = proof(TOKEN);
    device(used);
    for (String refused : List.of(used, "x", proof("/oauth/introspect"))) {
      assertError(
          flow.redeem(code, Map.of("DPoP", refused), "client_id", "shop"),
          400,
          "invalid_dpop_proof");
    }

    requireBound(json(flow.redeem(code, Map.of("DPoP", proof(TOKEN)), "client_id", "shop")), key);
    assertThat(reasons()).contains("PROOF_REPLAYED", "PROOF_FOR_OTHER_REQUEST");
  }

  /** Nobody fills the record of proofs who has nothing that could be bound. */
  @Test
  void deviceFlow_beforeTheUserHasDecided_looksAtNoProof() {
    JsonNode device = beginDevice();
    String proof = proof(TOKEN);

    assertError(poll(device, proof), 400, "authorization_pending");
    assertError(refresh("locum-cli", "locum_rt_x", proof), 400, "invalid_grant");
    allow(device);

    requireBound(json(poll(device, proof)), key);
  }

  /** DP-4: a stolen refresh token of a public client is worth nothing without the key. */
  @Test
  void refresh_boundTokenWithoutItsKey_isRefusedAndNotUsedUp() {
    for (JsonNode tokens : List.of(json(device(proof(TOKEN))), json(code(proof(TOKEN))))) {
      String client = tokens.has("id_token") ? "shop" : "locum-cli";
      DpopKey thief = Proofs.key(world.logins);

      assertError(refresh(client, tokens, ""), 400, "invalid_dpop_proof");
      assertError(refresh(client, tokens, proof(thief, TOKEN)), 400, "invalid_dpop_proof");

      JsonNode fresh = json(refresh(client, tokens, proof(TOKEN)));
      requireBound(fresh, key);
      // Used up, and still not the thief's to end the session with (RFC 9700 §4.14).
      assertError(refresh(client, tokens, proof(thief, TOKEN)), 400, "invalid_dpop_proof");
      requireBound(json(refresh(client, fresh, proof(TOKEN))), key);
    }
    assertThat(reasons()).contains("PROOF_NEEDED", "PROOF_KEY_WRONG");
  }

  /** SB-1: the holder who shows a used one is still taken for one of two. */
  @Test
  void refresh_usedBoundTokenWithItsKey_endsTheSession() {
    JsonNode first = json(device(proof(TOKEN)));
    JsonNode second = json(refresh("locum-cli", first, proof(TOKEN)));

    assertError(refresh("locum-cli", first, proof(TOKEN)), 400, "invalid_grant");

    assertError(refresh("locum-cli", second, proof(TOKEN)), 400, "invalid_grant");
  }

  /** A client that proves itself may change its key, and never drop it (DP-4). */
  @Test
  void refresh_byAConfidentialClient_mayChangeTheKeyAndNotDropIt() {
    TestClients.of(world.logins, "office").method(new ClientMethod.SecretBasic()).put();
    String basic = OAuthWorld.basic("office", TestClients.secret(world.logins, "office"));
    CodeFlow flow = new CodeFlow(world.client, "office");
    String code = flow.allowedByAda(new Browser(world)).getOrDefault("code", "");
    JsonNode tokens = json(flow.redeem(code, Map.of("Authorization", basic, "DPoP", proof(TOKEN))));
    DpopKey next = Proofs.key(world.logins);

    assertError(
        world.post(
            TOKEN,
            Map.of("Authorization", basic),
            "grant_type",
            "refresh_token",
            "refresh_token",
            tokens.path("refresh_token").asText()),
        400,
        "invalid_dpop_proof");
    requireBound(
        json(
            world.post(
                TOKEN,
                Map.of("Authorization", basic, "DPoP", proof(next, TOKEN)),
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").asText())),
        next);
  }

  /** DP-3, DP-4: a stolen access token, with whatever proof the thief can make. */
  @Test
  void userInfo_boundToken_opensForItsHolderAlone() {
    JsonNode tokens = json(code(proof(TOKEN)));
    JsonNode others = json(code(proof(TOKEN)));
    DpopKey thief = Proofs.key(world.logins);
    String used = ath(USERINFO, tokens);
    assertThat(userInfo("DPoP", tokens, used).statusCode()).isEqualTo(200);

    refused(userInfo("Bearer", tokens, ""));
    refused(userInfo("Bearer", tokens, ath(USERINFO, tokens)));
    refused(userInfo("DPoP", tokens, ""));
    refused(userInfo("DPoP", tokens, used));
    refused(userInfo("DPoP", tokens, ath(USERINFO, others)));
    refused(userInfo("DPoP", tokens, ath(TOKEN, tokens)));
    refused(userInfo("DPoP", tokens, proof(USERINFO)));
    refused(
        userInfo(
            "DPoP",
            tokens,
            thief.proveAccessToken("GET", target(USERINFO), access(tokens)).reveal()));
    assertThat(userInfo("DPoP", tokens, ath(USERINFO, tokens)).statusCode()).isEqualTo(200);
  }

  private static void refused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("DPoP ")
        .contains("invalid_dpop_proof");
  }

  private HttpResponse<String> userInfo(String scheme, JsonNode tokens, String proof) {
    String authorization = scheme + " " + access(tokens);
    return proof.isEmpty()
        ? world.get(USERINFO, "Authorization", authorization)
        : world.get(USERINFO, "Authorization", authorization, "DPoP", proof);
  }

  private HttpResponse<String> code(String proof) {
    CodeFlow flow = new CodeFlow(world.client, "shop");
    String code = flow.allowedByAda(new Browser(world)).getOrDefault("code", "");
    return flow.redeem(code, Map.of("DPoP", proof), "client_id", "shop");
  }

  private HttpResponse<String> device(String proof) {
    JsonNode device = beginDevice();
    allow(device);
    return poll(device, proof);
  }

  private JsonNode beginDevice() {
    return json(
        world.post("/oauth/device_authorization", Map.of(), "client_id", LoginWorld.CLIENT));
  }

  private void allow(JsonNode device) {
    Browser browser = new Browser(world);
    browser.login("alice", "ada", LoginWorld.ADAS_PASSWORD);
    browser.decide(device.path("user_code").asText(), "allow");
  }

  private HttpResponse<String> poll(JsonNode device, String proof) {
    return world.post(
        TOKEN,
        headers(proof),
        "grant_type",
        "urn:ietf:params:oauth:grant-type:device_code",
        "client_id",
        LoginWorld.CLIENT,
        "device_code",
        device.path("device_code").asText());
  }

  private HttpResponse<String> refresh(String client, JsonNode tokens, String proof) {
    return refresh(client, tokens.path("refresh_token").asText(), proof);
  }

  private HttpResponse<String> refresh(String client, String token, String proof) {
    return world.post(
        TOKEN,
        headers(proof),
        "grant_type",
        "refresh_token",
        "client_id",
        client,
        "refresh_token",
        token);
  }

  private static Map<String, String> headers(String proof) {
    Map<String, String> headers = new HashMap<>();
    if (!proof.isEmpty()) {
      headers.put("DPoP", proof);
    }
    return headers;
  }

  private void requireBound(JsonNode tokens, DpopKey to) {
    assertThat(tokens.path("token_type").asText()).as(tokens.toString()).isEqualTo("DPoP");
    assertThat(confirmation(tokens)).contains(new Confirmation.Key(to.thumbprint()));
  }

  private Optional<Confirmation> confirmation(JsonNode tokens) {
    return world
        .logins
        .verifier
        .unconfirmedAccessToken(RawToken.of(access(tokens)), LoginWorld.TRIGGER)
        .orElseThrow()
        .confirmation();
  }

  private static String access(JsonNode tokens) {
    return tokens.path("access_token").asText();
  }

  private String ath(String path, JsonNode tokens) {
    return key.proveAccessToken("GET", target(path), access(tokens)).reveal();
  }

  private String proof(String path) {
    return proof(key, path);
  }

  private static String proof(DpopKey of, String path) {
    return of.prove("POST", target(path)).reveal();
  }

  private static TargetUri target(String path) {
    return new TargetUri(TargetUri.parse(Proofs.ISSUER).origin(), path);
  }

  private List<String> reasons() {
    return world.logins.events(AuditEventType.ACCESS_TOKEN_ISSUED).stream()
        .map(AuditEvent::decision)
        .map(decision -> decision.reason())
        .toList();
  }
}
