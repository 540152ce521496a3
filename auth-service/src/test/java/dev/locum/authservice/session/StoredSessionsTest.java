package dev.locum.authservice.session;

import static dev.locum.authservice.fixture.LoginWorld.ADA;
import static dev.locum.authservice.fixture.LoginWorld.ALICE;
import static dev.locum.authservice.fixture.LoginWorld.CLI;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoginWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.possession.ShownKey;
import dev.locum.authservice.user.Password;
import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.ServiceClaims;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** S3-27, S3-28, SB-1, RV-2, AT-1: sessions, and what tokens are worth while they last. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StoredSessionsTest {

  @TempDir private Path directory;
  private LoginWorld world;

  @BeforeEach
  void open() {
    world = LoginWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void introspect_freshToken_saysWhoAndWhatRights_S3_28() {
    ActiveAccess access = introspect(world.sessionOfAda()).orElseThrow();

    assertThat(access.subject()).isEqualTo(world.ada().subject());
    assertThat(access.tenant()).isEqualTo(ALICE);
    assertThat(access.roles()).containsExactly("rider");
    assertThat(access.token().claims().clientId()).isEqualTo(CLIENT);
  }

  @Test
  void accessToken_life_isTenMinutesAtMost_S3_27() {
    SessionTokens tokens = world.sessionOfAda();

    assertThat(tokens.access().life().duration()).isLessThanOrEqualTo(Duration.ofMinutes(10));
    world.clock.advance(Duration.ofMinutes(10).plusSeconds(5));
    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.TOKEN_EXPIRED);
  }

  @Test
  void accessToken_subject_isOpaque() {
    ActiveAccess access = introspect(world.sessionOfAda()).orElseThrow();

    // Of a form that no name of theirs takes part in; that it happens to spell one proves nothing.
    assertThat(access.subject().value()).matches("u-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  @Test
  void end_thenIntrospect_isRefusedAtOnce_S3_28() {
    SessionTokens tokens = world.sessionOfAda();
    SessionTokens other = world.sessionOfAda();

    world.sessions.end(tokens.access().token(), CLI);

    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.SESSION_ENDED);
    assertThat(introspect(other)).isInstanceOf(Verification.Verified.class);
    assertThat(reason(refresh(tokens))).isEqualTo(DenialReason.SESSION_ENDED);
    assertThat(world.events(AuditEventType.LOGOUT))
        .singleElement()
        .satisfies(event -> assertThat(event.parties().session()).isEqualTo(sid(tokens)));
  }

  @Test
  void end_again_isRefused() {
    SessionTokens tokens = world.sessionOfAda();
    world.sessions.end(tokens.access().token(), CLI);

    assertThatThrownBy(() -> world.sessions.end(tokens.access().token(), CLI))
        .isInstanceOf(DenialException.class);
  }

  @Test
  void disable_user_endsSessionsAtOnceAndForGood() {
    SessionTokens tokens = world.sessionOfAda();

    world.putAda(Set.of("rider"), true);
    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.USER_DISABLED);
    assertThat(reason(refresh(tokens))).isEqualTo(DenialReason.USER_DISABLED);

    world.putAda(Set.of("rider"), false);
    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.SESSION_ENDED);
    assertThat(introspect(world.sessionOfAda())).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void disable_tenant_stopsTokensWhileItLasts() {
    SessionTokens tokens = world.sessionOfAda();

    world.setTenant(ALICE, true);
    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.TENANT_DISABLED);

    world.setTenant(ALICE, false);
    assertThat(introspect(tokens)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void setPassword_endsSessions() {
    SessionTokens tokens = world.sessionOfAda();

    world.users.setPassword(ALICE, ADA, Password.chosen("another horse battery"), OPERATOR);

    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.SESSION_ENDED);
  }

  @Test
  void roleTakenAway_countsNoMore_roleAdded_countsFromTheNextToken() {
    SessionTokens tokens = world.sessionOfAda();

    world.putAda(Set.of("viewer"), false);

    assertThat(introspect(tokens).orElseThrow().roles()).isEmpty();
    SessionTokens fresh = refresh(tokens).orElseThrow();
    assertThat(introspect(fresh).orElseThrow().roles()).containsExactly("viewer");
  }

  @Test
  void introspect_tokenOfASessionNobodyStarted_isRefused() {
    AccessClaims claims = claims(world.ada().subject(), new SessionId("made-up"));
    RawToken forged = world.issuer.issueAccessToken(claims, Duration.ofMinutes(1)).token();

    assertThat(reason(world.accessTokens.introspect(forged))).isEqualTo(DenialReason.SESSION_ENDED);
  }

  @Test
  void introspect_tokenThatNamesAnotherUsersSession_isRefused() {
    String sid = sid(world.sessionOfAda());
    AccessClaims claims = claims(new Subject("somebody-else"), new SessionId(sid));
    RawToken mixed = world.issuer.issueAccessToken(claims, Duration.ofMinutes(1)).token();

    assertThat(reason(world.accessTokens.introspect(mixed)))
        .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  @Test
  void introspect_tokenOfAnotherKindOrAudience_isRefused_AT_1() {
    RawToken service =
        world
            .issuer
            .issueServiceToken(
                new ServiceClaims(new WorkloadId("trigger"), LoginWorld.TRIGGER),
                Duration.ofMinutes(1))
            .token();
    String sid = sid(world.sessionOfAda());
    AccessClaims elsewhere =
        new AccessClaims(
            world.ada().subject(),
            ALICE,
            CLIENT,
            new Audience("billing"),
            Set.of(),
            new SessionId(sid));
    RawToken other = world.issuer.issueAccessToken(elsewhere, Duration.ofMinutes(1)).token();

    assertThat(reason(world.accessTokens.introspect(service)).publicReason())
        .isEqualTo(DenialReason.TOKEN_REJECTED);
    assertThat(reason(world.accessTokens.introspect(other)))
        .isEqualTo(DenialReason.TOKEN_AUDIENCE_WRONG);
  }

  @Test
  void introspect_storeLost_cannotDecideAndIsRetryable() {
    SessionTokens tokens = world.sessionOfAda();
    world.store.close();

    DenialReason reason = reason(introspect(tokens));

    assertThat(reason.publicReason()).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
    assertThat(reason.isRetryable()).isTrue();
  }

  @Test
  void refresh_answersFreshTokensOfTheSameSession_SB_1() {
    SessionTokens first = world.sessionOfAda();
    String sid = sid(first);
    world.clock.advance(Duration.ofMinutes(11));

    SessionTokens second = refresh(first).orElseThrow();

    assertThat(second.refresh().reveal()).isNotEqualTo(first.refresh().reveal());
    assertThat(sid(second)).isEqualTo(sid);
    assertThat(introspect(second)).isInstanceOf(Verification.Verified.class);
    assertThat(world.events(AuditEventType.ACCESS_TOKEN_ISSUED))
        .extracting(event -> event.tokens().tokenId())
        .containsExactly(id(first), id(second));
  }

  @Test
  void refresh_usedToken_killsTheWholeFamily_SB_1() {
    SessionTokens first = world.sessionOfAda();
    SessionTokens second = refresh(first).orElseThrow();
    SessionTokens third = refresh(second).orElseThrow();

    assertThat(reason(refresh(first))).isEqualTo(DenialReason.TOKEN_REPLAYED);

    assertThat(reason(introspect(third))).isEqualTo(DenialReason.SESSION_ENDED);
    assertThat(reason(refresh(third))).isEqualTo(DenialReason.SESSION_ENDED);
    assertThat(refusals(AuditEventType.ACCESS_TOKEN_ISSUED))
        .containsExactly("TOKEN_REPLAYED", "SESSION_ENDED");
    assertThat(world.events(AuditEventType.LOGOUT)).hasSize(1);
  }

  /** What it asks for besides does not hide that the token was used (RFC 9700 §4.14.2). */
  @Test
  void refresh_usedTokenForSomethingNotGranted_killsTheWholeFamily_SB_1() {
    Optional<Audience> notGranted = Optional.of(new Audience("billing"));
    SessionTokens first = world.sessionOfAda();
    assertThat(reason(world.sessions.refresh(asked(first.refresh(), notGranted), CLI)))
        .isEqualTo(DenialReason.CALLER_NOT_ALLOWED);
    SessionTokens second = refresh(first).orElseThrow();

    assertThat(reason(world.sessions.refresh(asked(first.refresh(), notGranted), CLI)))
        .isEqualTo(DenialReason.TOKEN_REPLAYED);

    assertThat(reason(introspect(second))).isEqualTo(DenialReason.SESSION_ENDED);
  }

  @Test
  void refresh_oneTokenManyTimesAtOnce_succeedsOnceAndEndsTheSession_SB_1() throws Exception {
    SessionTokens tokens = world.sessionOfAda();
    Callable<Verification<SessionTokens>> refresh = () -> refresh(tokens);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long succeeded =
          threads.invokeAll(List.of(refresh, refresh, refresh, refresh)).stream()
              .filter(answer -> answer.resultNow() instanceof Verification.Verified<SessionTokens>)
              .count();

      assertThat(succeeded).isEqualTo(1);
    }
    assertThat(reason(introspect(tokens))).isEqualTo(DenialReason.SESSION_ENDED);
  }

  @Test
  void refresh_unknownOrOtherKindsSecret_isRefusedAndAudited() {
    OpaqueToken unknown = OpaqueToken.generate(OpaqueToken.Kind.REFRESH_TOKEN, world.random);
    SessionTokens tokens = world.sessionOfAda();
    OpaqueToken asDeviceCode =
        OpaqueToken.shown(OpaqueToken.Kind.DEVICE_CODE, tokens.refresh().reveal());

    assertThat(reason(world.sessions.refresh(unknown, CLIENT, CLI)))
        .isEqualTo(DenialReason.TOKEN_UNKNOWN);
    assertThat(reason(world.sessions.refresh(asDeviceCode, CLIENT, CLI)))
        .isEqualTo(DenialReason.TOKEN_UNKNOWN);
    assertThat(refusals(AuditEventType.ACCESS_TOKEN_ISSUED))
        .containsExactly("TOKEN_UNKNOWN", "TOKEN_UNKNOWN");
  }

  @Test
  void refresh_byAnotherClient_isRefusedAndTheOwnerStillCan() {
    SessionTokens tokens = world.sessionOfAda();

    assertThat(reason(world.sessions.refresh(tokens.refresh(), "other-client", CLI)))
        .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
    assertThat(refresh(tokens)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void refresh_nearTheEndOfTheSession_answersNoTokenThatOutlivesIt() {
    SessionTokens tokens = world.sessionOfAda();
    world.clock.advance(Duration.ofHours(12).minusMinutes(3));

    SessionTokens last = refresh(tokens).orElseThrow();
    assertThat(last.access().life().duration()).isLessThanOrEqualTo(Duration.ofMinutes(3));

    world.clock.advance(Duration.ofMinutes(3));
    assertThat(reason(refresh(last))).isEqualTo(DenialReason.SESSION_ENDED);
  }

  @Test
  void endByRefreshToken_usedOrNot_killsAccessTokens_RV_2() {
    SessionTokens first = world.sessionOfAda();
    SessionTokens second = refresh(first).orElseThrow();

    assertThat(world.sessions.endByRefreshToken(first.refresh(), "other-client", CLI))
        .isEqualTo(Revocation.NOT_OF_THIS_CLIENT);
    assertThat(introspect(second)).isInstanceOf(Verification.Verified.class);

    assertThat(world.sessions.endByRefreshToken(first.refresh(), CLIENT, CLI))
        .isEqualTo(Revocation.REVOKED);
    assertThat(world.sessions.endByRefreshToken(first.refresh(), CLIENT, CLI))
        .isEqualTo(Revocation.REVOKED);
    assertThat(reason(introspect(second))).isEqualTo(DenialReason.SESSION_ENDED);
    assertThat(world.events(AuditEventType.LOGOUT)).hasSize(1);
  }

  @Test
  void revoke_oneAccessToken_leavesTheSession_RV_1() {
    SessionTokens first = world.sessionOfAda();
    SessionTokens second = refresh(first).orElseThrow();

    assertThat(world.sessions.revoke(first.access().token(), "other-client", CLI))
        .isEqualTo(Revocation.NOT_OF_THIS_CLIENT);
    assertThat(introspect(first)).isInstanceOf(Verification.Verified.class);

    assertThat(world.sessions.revoke(first.access().token(), CLIENT, CLI))
        .isEqualTo(Revocation.REVOKED);
    assertThat(reason(introspect(first))).isEqualTo(DenialReason.TOKEN_REVOKED);
    assertThat(introspect(second)).isInstanceOf(Verification.Verified.class);
    assertThat(world.events(AuditEventType.ACCESS_TOKEN_REVOKED))
        .singleElement()
        .satisfies(event -> assertThat(event.tokens().tokenId()).isEqualTo(id(first)));
  }

  @Test
  void store_holdsNoSecret() {
    SessionTokens tokens = world.sessionOfAda();
    DeviceSecrets secrets =
        new DeviceSecrets(tokens.refresh().reveal(), tokens.access().token().reveal());

    List<String> rows =
        world.store.read(tx ->
            tx.query("SELECT hash || session AS kept FROM refresh_token", row -> row.text("kept")));

    assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(secrets.refresh()));
    assertThat(tokens.toString())
        .doesNotContain(secrets.refresh())
        .doesNotContain(secrets.access());
  }

  private record DeviceSecrets(String refresh, String access) {}

  @Test
  void removeExpired_endedSessions_areGoneAndLiveOnesStay() {
    SessionTokens old = world.sessionOfAda();
    world.clock.advance(Duration.ofHours(11));
    SessionTokens live = world.sessionOfAda();
    world.clock.advance(Duration.ofHours(1));

    assertThat(world.store.write(world.sessions::removeExpired)).isPositive();

    assertThat(reason(refresh(old))).isEqualTo(DenialReason.TOKEN_UNKNOWN);
    assertThat(refresh(live)).isInstanceOf(Verification.Verified.class);
  }

  private Verification<ActiveAccess> introspect(SessionTokens tokens) {
    return world.accessTokens.introspect(tokens.access().token());
  }

  private Verification<SessionTokens> refresh(SessionTokens tokens) {
    return world.sessions.refresh(tokens.refresh(), CLIENT, CLI);
  }

  private List<String> refusals(AuditEventType type) {
    return world.events(type).stream()
        .map(AuditEvent::decision)
        .filter(decision -> !decision.isAllowed())
        .map(AuditDecision::reason)
        .toList();
  }

  private String sid(SessionTokens tokens) {
    return world
        .verifier
        .verifyAccessToken(tokens.access().token(), LoginWorld.TRIGGER)
        .orElseThrow()
        .claims()
        .session()
        .value();
  }

  private static String id(SessionTokens tokens) {
    return tokens.access().life().id().value();
  }

  private static AccessClaims claims(Subject subject, SessionId session) {
    return new AccessClaims(subject, ALICE, CLIENT, LoginWorld.TRIGGER, Set.of("rider"), session);
  }

  private static DenialReason reason(Verification<?> verification) {
    assertThat(verification).isInstanceOf(Verification.Rejected.class);
    return ((Verification.Rejected<?>) verification).rejection().reason();
  }

  private static RefreshRequest asked(OpaqueToken token, Optional<Audience> audience) {
    return new RefreshRequest(token, CLIENT, false, audience, ShownKey.none(), TokenBinding.none());
  }
}
