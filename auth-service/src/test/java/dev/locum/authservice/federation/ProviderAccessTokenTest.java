package dev.locum.authservice.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserName;
import dev.locum.protocol.auth.v1.EndSessionRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.settings.FederationSettings;
import dev.locum.testkit.oidc.AccessTokenForm;
import dev.locum.testkit.oidc.ProviderTrick;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Access tokens of an external provider in place of a login here: what counts, and for whom. */
class ProviderAccessTokenTest {

  private static final UserName EVE = new UserName("corp.eve");

  private @TempDir Path directory;
  private FederatedWorld world;

  @BeforeEach
  void open() {
    world = FederatedWorld.open(directory);
    world.employee("eve", "/riders", "/not-in-the-table");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void accessToken_isItsUserWithMappedTenantAndRoles() {
    String token = world.corp.accessToken();

    IntrospectTokenResponse answer = introspect(token);

    assertThat(answer.getActive()).isTrue();
    assertThat(answer.getTenant()).isEqualTo("alice");
    assertThat(answer.getRolesList()).containsExactly("rider");
    assertThat(answer.getSubject()).isEqualTo(eve().subject().value());
    assertThat(answer.getClientId()).isEqualTo("provider:corp");
    assertThat(answer.getExpiresAt().getSeconds())
        .isEqualTo(world.beside.clock.instant().getEpochSecond() + 300);
    assertThat(world.logins())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.decision().outcome()).isEqualTo(AuditDecision.Outcome.ALLOWED);
          assertThat(event.decision().detail())
              .isEqualTo("access token of provider corp, client app");
          assertThat(event.toString()).contains(eve().subject().value()).contains("at:");
        });
  }

  /** Login and token are two ways to one user, by one mapping. */
  @Test
  void accessToken_ofWhoLoggedIn_isTheSameUser() {
    world.login(world.browser());

    assertThat(introspect(world.corp.accessToken()).getSubject())
        .isEqualTo(eve().subject().value());
    assertThat(world.usersOf(LoginWorld.ALICE)).hasSize(2);
  }

  @Test
  void accessToken_again_isOneSessionAndOneLogin() {
    String token = world.corp.accessToken();
    introspect(token);
    introspect(token);

    assertThat(world.logins()).hasSize(1);
    List<AuditEvent> asked = world.beside.events(AuditEventType.TOKEN_INTROSPECTED);
    assertThat(asked).hasSize(2);
    assertThat(asked).extracting(event -> event.parties().session()).containsOnly(session());
    introspect(world.corp.accessToken());
    assertThat(world.logins()).hasSize(2);
  }

  /** RFC 8693: the trigger exchanges it for a delegation, as it would one of ours. */
  @Test
  void exchange_ofTheProvidersToken_givesADelegation() {
    String token = world.corp.accessToken();

    HttpResponse<String> answer = exchange(token, "fleet.reserve");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = LoopbackClient.json(answer);
    assertThat(StartedWork.claims(body.path("access_token").asText()).path("sub").asText())
        .isEqualTo(eve().subject().value());
    assertThat(answer.body()).doesNotContain(token);
    assertThat(exchange(token, "billing.charge").statusCode()).isEqualTo(400);
  }

  /** TX-4, CVE-2026-18214: what does not count is refused on the way around introspection, too. */
  @Test
  void exchange_ofATokenThatMeansNobody_isInvalidRequest() {
    world.corp.claims.put("org", "Mallory Inc");

    HttpResponse<String> answer = exchange(world.corp.accessToken(), "fleet.reserve");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("invalid_request").doesNotContain("TENANT");
    assertThat(reason(AuditEventType.DELEGATION_ISSUED)).isEqualTo("TENANT_NOT_MAPPED");
  }

  /** BP-1 … BP-5, RFC 9068 §4: one thing wrong, and it counts for nothing. */
  @ParameterizedTest
  @CsvSource({
    "ISSUER_OF_TOKEN_WRONG, TOKEN_KEY_UNKNOWN",
    "AUDIENCE_WRONG, TOKEN_AUDIENCE_WRONG",
    "AUTHORIZED_PARTY_WRONG, TOKEN_CLAIM_REFUSED",
    "ALGORITHM_NONE, TOKEN_ALGORITHM_REFUSED",
    "ALGORITHM_HS256, TOKEN_ALGORITHM_REFUSED",
    "KEY_ID_UNKNOWN, TOKEN_KEY_UNKNOWN",
    "SIGNED_BY_ANOTHER_KEY, TOKEN_SIGNATURE_INVALID",
    "EXPIRED, TOKEN_EXPIRED",
    "ISSUED_IN_THE_FUTURE, TOKEN_NOT_YET_VALID",
    "ISSUED_LONG_AGO, NONE",
    "SUBJECT_EMPTY, TOKEN_CLAIM_REFUSED",
    "NONCE_WRONG, TOKEN_KIND_WRONG",
    "ACCESS_TOKEN_HASH_WRONG, TOKEN_KIND_WRONG",
  })
  void token_wrong_isNotActive(ProviderTrick trick, String reason) {
    String token = world.corp.accessToken(new AccessTokenForm("at+jwt", trick), unchanged -> {});

    if (reason.equals("NONE")) {
      assertThat(introspect(token).getActive()).isTrue();
    } else {
      assertRefused(token, reason);
    }
  }

  @Test
  void claim_wrongOrAbsent_isNotActive() {
    long now = world.beside.clock.instant().getEpochSecond();

    assertChangedIsRefused(claims -> claims.remove("aud"), "TOKEN_CLAIM_MISSING");
    assertChangedIsRefused(claims -> claims.put("aud", List.of()), "TOKEN_AUDIENCE_WRONG");
    assertChangedIsRefused(claims -> claims.put("aud", "locum-api/"), "TOKEN_AUDIENCE_WRONG");
    assertChangedIsRefused(claims -> claims.remove("exp"), "TOKEN_CLAIM_MISSING");
    assertChangedIsRefused(claims -> claims.remove("iat"), "TOKEN_CLAIM_MISSING");
    assertChangedIsRefused(claims -> claims.remove("sub"), "TOKEN_CLAIM_MISSING");
    assertChangedIsRefused(claims -> claims.put("exp", now), "TOKEN_EXPIRED");
    assertChangedIsRefused(claims -> claims.put("exp", now + 3601), "TOKEN_LIFE_TOO_LONG");
    assertChangedIsRefused(claims -> claims.put("nbf", now + 11), "TOKEN_NOT_YET_VALID");
    assertChangedIsRefused(claims -> claims.put("client_id", "another"), "TOKEN_CLAIM_REFUSED");
    assertChangedIsRefused(
        claims -> {
          claims.remove("client_id");
          claims.remove("azp");
        },
        "TOKEN_CLAIM_MISSING");
    // A client that comes as itself (RFC 9068 §2.2) is nobody's user.
    assertChangedIsRefused(claims -> claims.put("sub", "app"), "TOKEN_CLAIM_REFUSED");
    // Bound, or somebody else's act: nobody proves that here (DP-4, TX-11).
    assertChangedIsRefused(claims -> claims.put("cnf", Map.of("jkt", "x")), "TOKEN_CLAIM_REFUSED");
    assertChangedIsRefused(claims -> claims.put("act", Map.of("sub", "x")), "TOKEN_CLAIM_REFUSED");
    assertChangedIsRefused(
        claims -> claims.put("may_act", Map.of("sub", "x")), "TOKEN_CLAIM_REFUSED");
    assertThat(world.usersOf(LoginWorld.ALICE)).hasSize(1);
  }

  /** An ID token is for the client that got it, and opens nothing (RFC 9068 §2.1). */
  @Test
  void idToken_isNoAccessToken() {
    world.other.claims.putAll(world.corp.claims);

    assertRefused(world.corp.idToken("n"), "TOKEN_KIND_WRONG");
    assertRefused(world.other.idToken("n"), "TOKEN_KIND_WRONG");
    for (String kind : List.of("ID", "Refresh", "Offline")) {
      assertRefused(
          world.other.accessToken(plain(), claims -> claims.put("typ", kind)), "TOKEN_KIND_WRONG");
    }
    assertThat(introspect(world.other.accessToken(plain(), claims -> claims.put("typ", "Bearer"))))
        .extracting(IntrospectTokenResponse::getActive)
        .isEqualTo(true);
  }

  /** Where the provider writes better tokens, a plain JWT is none. */
  @Test
  void type_ofAnotherProvider_isRefused() {
    assertRefused(world.corp.accessToken(plain(), unchanged -> {}), "TOKEN_KIND_WRONG");
  }

  /** S4-28: who holds the keys of one provider is nobody at another. */
  @Test
  void token_ofOneProviderInTheNameOfAnother_isRefused() {
    world.other.claims.putAll(world.corp.claims);
    String forged =
        world.other.accessToken(
            AccessTokenForm.standard(), claims -> claims.put("iss", world.corp.issuer()));

    assertRefused(forged, "TOKEN_KEY_UNKNOWN");
  }

  @Test
  void oversized_isNotActive() {
    String large = world.corp.accessToken() + "A".repeat(16 * 1024);

    assertRefused(large, "TOKEN_MALFORMED");
  }

  @Test
  void tenant_notMapped_isNotActive() {
    for (Object value : List.of("Mallory Inc", List.of("Alice Inc", "Bob"), List.of(), "Gone")) {
      world.corp.claims.put("org", value);
      assertRefused(world.corp.accessToken(), "TENANT_NOT_MAPPED");
    }
    world.corp.claims.remove("org");
    assertRefused(world.corp.accessToken(), "TENANT_NOT_MAPPED");
    assertThat(world.logins()).isEmpty();
  }

  @Test
  void tenant_anotherThanAtFirst_isNotActive() {
    introspect(world.corp.accessToken());
    world.corp.claims.put("org", "Bob");

    assertRefused(world.corp.accessToken(), "IDENTITY_CONFLICT");
  }

  /** S3-82 … S3-89: disabled here is disabled at once, and a token of before counts never again. */
  @Test
  void user_disabledHere_isOutAtOnce_andATokenOfBeforeStaysOut() {
    String token = world.corp.accessToken();
    introspect(token);
    setDisabled(true);

    assertRefused(token, "USER_DISABLED");
    assertRefused(world.corp.accessToken(), "USER_DISABLED");
    setDisabled(false);
    assertRefused(token, "SESSION_ENDED");
    assertThat(introspect(world.corp.accessToken()).getActive()).isTrue();
  }

  @Test
  void session_ended_endsTheTokenHere() {
    String token = world.corp.accessToken();
    introspect(token);
    TokenServiceGrpc.newBlockingStub(world.world.grpcAs(ProcessWorld.TRIGGER))
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .endSession(EndSessionRequest.newBuilder().setAccessToken(token).build());

    assertRefused(token, "SESSION_ENDED");
    assertThat(introspect(world.corp.accessToken()).getActive()).isTrue();
  }

  /** A role that was taken away does not come back with an older token that was never shown. */
  @Test
  void role_takenAwaySince_isNotGivenBackByAnOlderToken() {
    long now = world.beside.clock.instant().getEpochSecond();
    String older =
        world.corp.accessToken(AccessTokenForm.standard(), claims -> claims.put("iat", now - 1));
    world.employee("eve", "/staff");
    introspect(world.corp.accessToken());

    assertThat(introspect(older).getRolesList()).isEmpty();
    assertThat(eve().roles()).containsExactly("staff");
  }

  @Test
  void expired_later_isNotActive() {
    String token = world.corp.accessToken();
    introspect(token);
    world.beside.clock.advance(Duration.ofSeconds(300));

    assertRefused(token, "TOKEN_EXPIRED");
  }

  /** Keys that cannot be had decide nothing, and a retry may. */
  @Test
  void keys_away_isUndecided() {
    world.corp.play(ProviderTrick.KEYS_HUGE);

    assertThat(exchange(world.corp.accessToken(), "fleet.reserve").body())
        .contains("temporarily_unavailable");
    assertThat(reason(AuditEventType.DELEGATION_ISSUED)).isEqualTo("KEYS_UNAVAILABLE");
  }

  /** CVE-2026-18214: the way past the login must not be the way past what a login needs. */
  @Test
  void strength_notAsAsked_isNotActive() {
    reopen(
        new FederationSettings.Request(
            List.of(), List.of("gold"), List.of(), Optional.of(Duration.ofMinutes(5))),
        Optional.of(FederatedWorld.ACCEPTED));

    assertRefused(world.corp.accessToken(), "LOGIN_TOO_WEAK");
    world.corp.claims.put("acr", "gold");
    assertThat(introspect(world.corp.accessToken()).getActive()).isTrue();
    world.corp.claims.put("auth_time", world.beside.clock.instant().getEpochSecond() - 311);
    assertRefused(world.corp.accessToken(), "LOGIN_TOO_WEAK");
  }

  /** Absence denies: a provider at which users may log in has no tokens that count by that. */
  @Test
  void provider_withoutTheSection_hasNoTokenThatCounts() {
    reopen(FederatedWorld.ANY, Optional.empty());

    assertThat(introspect(world.corp.accessToken()).getActive()).isFalse();
    assertThat(world.corp.asked).isEmpty();
  }

  private void reopen(
      FederationSettings.Request request, Optional<FederationSettings.AccessTokens> accepted) {
    world.close();
    Path fresh = directory.resolve("again");
    assertThat(fresh.toFile().mkdir()).isTrue();
    world = FederatedWorld.open(fresh, request, accepted);
    world.employee("eve", "/riders");
  }

  private static AccessTokenForm plain() {
    return new AccessTokenForm("JWT", ProviderTrick.NONE);
  }

  private IntrospectTokenResponse introspect(String token) {
    return TokenServiceGrpc.newBlockingStub(world.world.grpcAs(ProcessWorld.TRIGGER))
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .introspectToken(IntrospectTokenRequest.newBuilder().setToken(token).build());
  }

  private void assertChangedIsRefused(Consumer<Map<String, Object>> change, String reason) {
    assertRefused(world.corp.accessToken(AccessTokenForm.standard(), change), reason);
  }

  private void assertRefused(String token, String reason) {
    assertThat(introspect(token)).isEqualTo(IntrospectTokenResponse.getDefaultInstance());
    assertThat(reason(AuditEventType.TOKEN_INTROSPECTED)).isEqualTo(reason);
  }

  private String reason(AuditEventType type) {
    return world.beside.events(type).getLast().decision().reason();
  }

  private String session() {
    return world.logins().getFirst().parties().session();
  }

  private HttpResponse<String> exchange(String token, String scope) {
    return world.world.postAs(
        ProcessWorld.TRIGGER,
        "/oauth/token",
        StartedWork.delegationForm(token, scope, "k-" + scope));
  }

  private void setDisabled(boolean disabled) {
    world.beside.store.write(tx ->
        world.beside.users.setDisabled(tx, LoginWorld.ALICE, EVE, disabled, LoginWorld.OPERATOR));
  }

  private User eve() {
    return world.beside.users.find(LoginWorld.ALICE, EVE).orElseThrow();
  }
}
