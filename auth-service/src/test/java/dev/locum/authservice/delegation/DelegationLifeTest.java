package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.user.Requester;
import dev.locum.policy.AccessContext;
import dev.locum.policy.DelegationState;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delegation from issue to close. That a worker is the right one is {@code TaskCheckTest}. */
class DelegationLifeTest {

  private DelegationWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = world(directory);
  }

  DelegationWorld world(Path directory) {
    return new DelegationWorld(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void issue_validUser_namesUserWorkflowQueueAndActions() {
    // S3-16, S3-22, S3-29, S3-35, S3-57, S3-84, TT-2, TT-8
    Issued issued = world.issue("key-1");

    VerifiedDelegationToken token = verified(DelegationWorld.token(issued));
    DelegationClaims claims = token.claims();
    assertThat(claims.subject()).isEqualTo(world.logins.ada().subject());
    assertThat(claims.scope()).isEqualTo(issued.delegation().scope());
    assertThat(claims.scope().taskQueues()).containsExactly(DelegationWorld.QUEUE);
    assertThat(claims.scope().workflowId()).startsWith("alice.trip-");
    assertThat(claims.actions())
        .isEqualTo(ActionSet.ofNames("billing.open", "fleet.release", "fleet.reserve"));
    assertThat(token.life().duration()).isEqualTo(Duration.ofMinutes(5));
    assertThat(issued.delegation().standing().state()).isEqualTo(DelegationState.ISSUED);
  }

  @Test
  void issue_actionTheUserLacks_isRefusedNotCut() {
    // S3-29, S3-83, TT-7: trip.end is the route's, not the rider's.
    assertDenied(
        () -> issueWith("trip", ActionSet.ofNames("fleet.reserve", "trip.end")),
        DenialReason.ROLE_LACKS_ACTION);
    assertThat(refusals(AuditEventType.DELEGATION_ISSUED)).containsExactly("ROLE_LACKS_ACTION");
  }

  @Test
  void issue_anotherTenantsRoute_looksLikeNone() {
    assertDenied(() -> issueWith("express", ActionSet.empty()), DenialReason.ROUTE_NOT_FOUND);
  }

  @Test
  void issue_sessionEnded_isRefused() {
    // S3-28, TT-6
    world.logins.sessions.end(world.access, Requester.user("corr"));

    assertDenied(() -> world.issue("key-1"), DenialReason.SESSION_ENDED);
  }

  @Test
  void issue_roleTakenAway_countsNoMoreAlthoughTheTokenNamesIt() {
    world.logins.putAda(Set.of(), false);

    assertThatThrownBy(() -> world.issue("key-1")).isInstanceOf(DenialException.class);
  }

  @Test
  void issue_sameKeyAndRequest_answersTheSameDelegation() {
    Issued first = world.issue("key-1");

    Issued second = world.issue("key-1");

    assertThat(second.repeated()).isTrue();
    assertThat(second.delegation().id()).isEqualTo(first.delegation().id());
    assertThat(second.token()).isPresent();
  }

  @Test
  void issue_sameKeyOtherRequest_isRefused() {
    world.issue("key-1");

    assertDenied(() -> world.issue("key-1", "b".repeat(64)), DenialReason.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void issue_parallelSameKey_makesOneDelegation() throws InterruptedException {
    Set<String> ids = ConcurrentHashMap.newKeySet();

    inParallel(32, () -> ids.add(world.issue("key-1").delegation().id().value()));

    assertThat(ids).hasSize(1);
  }

  @Test
  void issue_afterFailedStart_makesAnotherUnderTheSameKey() {
    // S3-30
    Issued first = world.issue("key-1");
    world
        .delegations
        .ending()
        .revoke(
            new Ending.Asker(Optional.of(world.trigger), Optional.empty(), "corr"),
            first.delegation().id(),
            false,
            "START_FAILED");

    Issued second = world.issue("key-1");

    assertThat(second.repeated()).isFalse();
    assertThat(second.delegation().id()).isNotEqualTo(first.delegation().id());
    assertThat(second.delegation().scope().workflowId())
        .isNotEqualTo(first.delegation().scope().workflowId());
    assertDenied(
        () ->
            world.verify(
                world.alices, DelegationWorld.token(first), DelegationWorld.execution(first)),
        DenialReason.DELEGATION_CLOSED);
  }

  @Test
  void takeBack_boundRun_isRefused() {
    // Once a worker has shown a run, the start did not fail.
    Issued issued = world.issue("key-1");
    world.verify(world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued));

    assertDenied(
        () ->
            world
                .delegations
                .ending()
                .revoke(
                    new Ending.Asker(Optional.of(world.trigger), Optional.empty(), "corr"),
                    issued.delegation().id(),
                    false,
                    "START_FAILED"),
        DenialReason.STATE_CONFLICT);
  }

  @Test
  void bind_thousandAtOnce_oneRunWins() throws InterruptedException {
    // S3-17
    Issued issued = world.issue("key-1");
    AtomicInteger won = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    AtomicInteger next = new AtomicInteger();

    inParallel(
        1000,
        () -> {
          String run = "run-" + next.incrementAndGet();
          try {
            world.delegations.ending().bind(world.trigger, issued.delegation().id(), run, "corr");
            won.incrementAndGet();
          } catch (DenialException e) {
            lost.incrementAndGet();
          }
        });

    assertThat(won).hasValue(1);
    assertThat(lost).hasValue(999);
  }

  @Test
  void verify_repeatedly_saysWhatTheUserMayDoForAtMostFiveSeconds() {
    // S3-02, S3-23, S3-32, S3-33
    Issued issued = world.issue("key-1");

    Verifying.Answer answer =
        world.verify(
            world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued));

    assertThat(answer.permitted().compensationsOnly()).isFalse();
    assertThat(answer.delegation().party().subject()).isEqualTo(world.logins.ada().subject());
    assertThat(answer.validFor()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(world.logins.events(AuditEventType.DELEGATION_VERIFIED))
        .singleElement()
        .satisfies(event -> {
          // S3-87
          assertThat(event.parties().actor()).isEqualTo("alice-worker");
          assertThat(event.parties().subject()).isEqualTo(world.logins.ada().subject().value());
          assertThat(event.execution().taskQueue()).isEqualTo(DelegationWorld.QUEUE);
          assertThat(event.tokens().tokenId())
              .isEqualTo(issued.token().orElseThrow().life().id().value());
        });
  }

  @Test
  void compensation_beforeItsStep_isRefusedAndAfterIsAllowed() {
    Issued issued = started();

    assertDenied(() -> take(issued, "fleet.release"), DenialReason.COMPENSATION_WITHOUT_STEP);
    take(issued, "fleet.reserve");
    take(issued, "fleet.release");
  }

  @Test
  void revoke_whileRunning_leavesOnlyRecordedCompensations() {
    // RV-3, S3-50: one revocation reaches verification, renewal and exchange.
    Issued issued = started();
    take(issued, "fleet.reserve");

    revoke(issued, false);

    assertDenied(() -> take(issued, "billing.open"), DenialReason.DELEGATION_REVOKED);
    assertDenied(
        () -> world.exchange(issued, "billing", "billing.open"), DenialReason.DELEGATION_REVOKED);
    assertDenied(() -> world.renew(issued), DenialReason.DELEGATION_REVOKED);
    assertThat(take(issued, "fleet.release").permitted().compensationsOnly()).isTrue();
    assertThat(world.exchange(issued, "fleet", "fleet.release")).isNotNull();
    world.logins.clock.advance(Duration.ofMinutes(31));
    assertDenied(() -> take(issued, "fleet.release"), DenialReason.COMPENSATION_TOO_LATE);
  }

  @Test
  void revokeHard_stopsCompensationsToo() {
    Issued issued = started();
    take(issued, "fleet.reserve");

    revoke(issued, true);

    assertDenied(() -> take(issued, "fleet.release"), DenialReason.DELEGATION_REVOKED);
  }

  @Test
  void close_completedWork_endsEverything() {
    // S3-34, S3-82
    Issued issued = started();
    take(issued, "fleet.reserve");

    world
        .delegations
        .ending()
        .close(world.alices, issued.delegation().id(), DelegationWorld.RUN, "COMPLETED", "corr");

    assertDenied(() -> take(issued, "fleet.release"), DenialReason.DELEGATION_CLOSED);
    assertDenied(() -> world.renew(issued), DenialReason.DELEGATION_CLOSED);
    assertThat(world.logins.events(AuditEventType.DELEGATION_CLOSED)).hasSize(1);
  }

  @Test
  void exchange_forOneDownstream_isNarrowShortAndKeepsTheChain() {
    // S3-43, S3-44, S3-46, S3-47, TX-8, TX-9, TT-12
    Issued issued = started();

    VerifiedDownstreamToken token =
        world
            .logins
            .verifier
            .verifyDownstreamToken(
                world.exchange(issued, "fleet", "fleet.reserve").token(), new Audience("fleet"))
            .orElseThrow();

    assertThat(token.claims().actions()).isEqualTo(ActionSet.ofNames("fleet.reserve"));
    assertThat(token.claims().delegation()).isEqualTo(issued.delegation().id());
    assertThat(token.claims().actor().workload().value()).isEqualTo("alice-worker");
    assertThat(token.claims().actor().previous().orElseThrow().workload().value())
        .isEqualTo("trigger");
    assertThat(token.life().duration()).isLessThanOrEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void exchange_actionOutsideDelegationOrDownstream_isRefusedNotCut() {
    // S3-15, S3-45, S3-49, TX-5, TX-12
    Issued issued = started();

    assertDenied(
        () -> world.exchange(issued, "fleet", "fleet.reserve", "trip.end"),
        DenialReason.ACTION_NOT_GRANTED);
    assertDenied(
        () -> world.exchange(issued, "fleet", "fleet.reserve", "billing.open"),
        DenialReason.ACTION_NOT_OF_DOWNSTREAM);
    assertDenied(
        () -> world.exchange(issued, "unknown", "fleet.reserve"),
        DenialReason.DOWNSTREAM_NOT_OF_ROUTE);
    assertThat(world.delegations.finding().get(Optional.empty(), name(issued)).steps()).isEmpty();
  }

  @Test
  void withhold_oneDownstream_leavesTheOthers() {
    // S3-50
    Issued issued = started();

    world
        .delegations
        .ending()
        .withhold(world.operator, issued.delegation().id(), new Audience("fleet"), "corr");

    assertDenied(
        () -> world.exchange(issued, "fleet", "fleet.reserve"), DenialReason.DELEGATION_REVOKED);
    assertThat(world.exchange(issued, "billing", "billing.open")).isNotNull();
  }

  @Test
  void renew_expiredToken_answersAFreshOneWhileTheWorkflowIsOpen() {
    // S2-01, S3-16: the user's token has long expired, the work goes on.
    Issued issued = started();
    world.logins.clock.advance(Duration.ofMinutes(11));

    IssuedToken fresh = world.renew(issued);

    assertThat(verified(fresh.token()).claims())
        .isEqualTo(verifiedIgnoringExpiry(DelegationWorld.token(issued)).claims());
  }

  @Test
  void renew_workflowEndedUnseen_isRefused() {
    Issued issued = started();
    world.liveness = OpenWorkflows.Liveness.CLOSED;

    assertDenied(() -> world.renew(issued), DenialReason.DELEGATION_CLOSED);
  }

  @Test
  void renew_temporalUnreachable_isUndecided() {
    Issued issued = started();
    world.liveness = OpenWorkflows.Liveness.UNKNOWN;

    assertDenied(() -> world.renew(issued), DenialReason.AUTHORITY_UNAVAILABLE);
  }

  @Test
  void renew_userDisabled_isRefused() {
    Issued issued = started();
    world.logins.putAda(Set.of("rider"), true);

    assertDenied(() -> world.renew(issued), DenialReason.DELEGATION_REJECTED);
    assertThat(refusals(AuditEventType.DELEGATION_RENEWED)).containsExactly("USER_DISABLED");
  }

  @Test
  void renew_beyondTheAbsoluteLimit_isRefused() {
    Issued issued = started();
    world.logins.clock.advance(Duration.ofMinutes(61));

    assertDenied(() -> world.renew(issued), DenialReason.DELEGATION_EXPIRED);
  }

  @Test
  void reconcile_neverStarted_isAbandonedAndTheKeyIsFreeAgain() {
    Issued issued = world.issue("key-1");
    world.liveness = OpenWorkflows.Liveness.CLOSED;
    world.logins.clock.advance(DelegationWorld.START_WINDOW.plusSeconds(1));

    world.delegations.reconciler().round();

    assertThat(state(issued)).isEqualTo(DelegationState.ABANDONED);
    assertThat(world.logins.events(AuditEventType.DELEGATION_ABANDONED)).hasSize(1);
    assertThat(world.issue("key-1").delegation().id()).isNotEqualTo(issued.delegation().id());
  }

  @Test
  void reconcile_startedButNotBound_isLeftToItsWorker() {
    // S3-04: the worker comes an hour later.
    Issued issued = world.issue("key-1");
    world.logins.clock.advance(Duration.ofMinutes(2));

    world.delegations.reconciler().round();

    assertThat(state(issued)).isEqualTo(DelegationState.ISSUED);
  }

  @Test
  void reconcile_endedUnseen_isClosed() {
    Issued issued = started();
    world.logins.clock.advance(Duration.ofMinutes(1));
    world.liveness = OpenWorkflows.Liveness.UNKNOWN;
    world.delegations.reconciler().round();
    assertThat(state(issued)).isEqualTo(DelegationState.ACTIVE);

    world.liveness = OpenWorkflows.Liveness.CLOSED;
    world.delegations.reconciler().round();

    assertThat(state(issued)).isEqualTo(DelegationState.CLOSED);
  }

  @Test
  void everyDecision_leavesExactlyOneEvent() {
    // S3-86, S3-87, S3-88
    Issued issued = started();
    take(issued, "fleet.reserve");
    world.exchange(issued, "fleet", "fleet.reserve");
    world.renew(issued);
    revoke(issued, false);
    assertDenied(() -> world.renew(issued), DenialReason.DELEGATION_REVOKED);

    assertThat(world.logins.events())
        .extracting(AuditEvent::type)
        .containsExactly(
            AuditEventType.DELEGATION_ISSUED,
            AuditEventType.DELEGATION_VERIFIED,
            AuditEventType.DELEGATION_VERIFIED,
            AuditEventType.DELEGATION_EXCHANGED,
            AuditEventType.DELEGATION_RENEWED,
            AuditEventType.DELEGATION_REVOKED,
            AuditEventType.DELEGATION_RENEWED);
  }

  private Issued started() {
    Issued issued = world.issue("key-1");
    world.verify(world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued));
    return issued;
  }

  private Verifying.Answer take(Issued issued, String action) {
    return world.verify(
        world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued), action);
  }

  private Issued issueWith(String route, ActionSet actions) {
    return world
        .delegations
        .issuing()
        .issue(
            world.trigger,
            new IssueRequest(
                ShownAccess.borne(world.access),
                route,
                "key-9",
                "c".repeat(64),
                actions,
                AccessContext.none()),
            "corr");
  }

  private void revoke(Issued issued, boolean hard) {
    world
        .delegations
        .ending()
        .revoke(
            new Ending.Asker(Optional.of(world.operator), Optional.empty(), "corr"),
            issued.delegation().id(),
            hard,
            "OPERATOR_REQUEST");
  }

  private DelegationState state(Issued issued) {
    return world
        .delegations
        .finding()
        .get(Optional.empty(), name(issued))
        .delegation()
        .standing()
        .state();
  }

  private static Finding.Name name(Issued issued) {
    return new Finding.Name.Id(issued.delegation().id());
  }

  private VerifiedDelegationToken verified(RawToken token) {
    return world.logins.verifier.verifyDelegationToken(token, new Audience("locum")).orElseThrow();
  }

  private VerifiedDelegationToken verifiedIgnoringExpiry(RawToken token) {
    return world
        .logins
        .verifier
        .verifyDelegationTokenIgnoringExpiry(token, new Audience("locum"))
        .orElseThrow();
  }

  private List<String> refusals(AuditEventType type) {
    return world.logins.events(type).stream()
        .filter(event -> event.decision().outcome() != AuditDecision.Outcome.ALLOWED)
        .map(event -> event.decision().reason())
        .toList();
  }

  private static void assertDenied(ThrowingCallable call, DenialReason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DenialException.class, denial -> assertThat(denial.reason()).isEqualTo(reason));
  }

  private static void inParallel(int times, Runnable step) throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              go.await();
              step.run();
            } catch (Exception e) {
              failures.add(e);
            }
          }));
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
