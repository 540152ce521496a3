package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.RouteRule;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child workflow in another pool has a delegation of its own, narrower than its parent's. */
class ChildDelegationTest {

  private static final String HEAVY = "queue-alice-heavy";
  private static final String UNROUTED = "queue-alice-unrouted";

  private final Workload heavy = DelegationWorld.worker("alice-heavy", "alice", HEAVY);
  private DelegationWorld world;
  private Issued issued;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
    world.logins.store.write(tx -> {
      Workloads.put(tx, heavy, world.logins.clock.instant());
      Workloads.put(
          tx,
          DelegationWorld.worker("alice-unrouted", "alice", UNROUTED),
          world.logins.clock.instant());
      Rules.putRoute(tx, withQueues(DelegationWorld.QUEUE, HEAVY));
      return true;
    });
    issued = world.issue("key-1");
    world.verify(world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void child_onAnotherPoolsQueueOfTheTenant_isNarrowerAndRunsThereAlone() {
    // S3-58: the parent's worker does not serve the child's queue, and need not.
    RawToken token = child("child-1", HEAVY, "fleet.reserve");

    VerifiedDelegationToken verified =
        world.logins.verifier.verifyDelegationToken(token, new Audience("locum")).orElseThrow();
    assertThat(verified.claims().actions()).isEqualTo(ActionSet.ofNames("fleet.reserve"));
    assertThat(verified.claims().scope().taskQueues()).containsExactly(HEAVY);
    assertThat(verified.claims().delegation()).isEqualTo(issued.delegation().id());
    Verifying.Answer answer = world.verify(heavy, token, run("child-1", HEAVY));
    assertThat(answer.actions()).isEqualTo(ActionSet.ofNames("fleet.reserve"));
    assertDenied(
        () -> world.verify(world.alices, token, run("child-1", DelegationWorld.QUEUE)),
        DenialReason.DELEGATION_WRONG_QUEUE);
    assertDenied(
        () -> world.verify(heavy, token, run("child-1", HEAVY), "billing.open"),
        DenialReason.ACTION_NOT_GRANTED);
  }

  @Test
  void child_onAQueueThatTheRouteDoesNotName_isRefused() {
    assertDenied(
        () -> child("child-1", UNROUTED, "fleet.reserve"), DenialReason.DELEGATION_WRONG_CHILD);
  }

  @Test
  void child_onAnotherTenantsQueue_isRefusedEvenIfTheRouteNamesIt() {
    // The route was made while the queue was alice's: what counts is who owns it now.
    world.logins.store.write(tx -> {
      tx.update("DELETE FROM workload_queue WHERE name = ?", HEAVY);
      return tx.update("UPDATE task_queue SET tenant = ? WHERE name = ?", "bob", HEAVY);
    });

    assertDenied(
        () -> child("child-1", HEAVY, "fleet.reserve"), DenialReason.DELEGATION_WRONG_CHILD);
    assertDenied(
        () -> child("child-1", "queue-bob", "fleet.reserve"), DenialReason.DELEGATION_WRONG_CHILD);
  }

  @Test
  void child_widerThanItsParent_isRefused() {
    assertDenied(
        () -> child("child-1", HEAVY, "fleet.reserve", "trip.end"),
        DenialReason.ACTION_NOT_GRANTED);
    RawToken narrow = child("child-1", HEAVY, "fleet.reserve");
    assertDenied(
        () ->
            exchange(
                heavy,
                narrow,
                run("child-1", HEAVY),
                new Exchanging.Target.Child("Child", "child-2", HEAVY),
                "fleet.release"),
        DenialReason.ACTION_NOT_GRANTED);
  }

  @Test
  void child_withTheWorkflowOfAnotherDelegation_isRefused() {
    Issued other = world.issue("key-2");

    assertDenied(
        () -> child(other.delegation().scope().workflowId(), HEAVY, "fleet.reserve"),
        DenialReason.STATE_CONFLICT);
    assertDenied(
        () -> child(issued.delegation().scope().workflowId(), HEAVY, "fleet.reserve"),
        DenialReason.STATE_CONFLICT);
  }

  @Test
  void child_withoutNameOrWithAWildcard_isInvalidAndAudited() {
    for (String name : List.of("", "*", "a\u0007b", "x".repeat(256))) {
      assertDenied(() -> child(name, HEAVY, "fleet.reserve"), DenialReason.REQUEST_INVALID);
    }
    assertThat(world.logins.events(AuditEventType.DELEGATION_EXCHANGED))
        .hasSize(4)
        .extracting(AuditEvent::decision)
        .noneMatch(decision -> decision.isAllowed());
  }

  @Test
  void child_repeated_isTheSame_anotherOfItsIdIsRefused() {
    child("child-1", HEAVY, "fleet.reserve");

    assertThat(child("child-1", HEAVY, "fleet.reserve")).isNotNull();
    assertDenied(() -> child("child-1", HEAVY, "billing.open"), DenialReason.STATE_CONFLICT);
  }

  private RawToken child(String workflowId, String queue, String... actions) {
    return exchange(
        world.alices,
        DelegationWorld.token(issued),
        DelegationWorld.execution(issued),
        new Exchanging.Target.Child("Child", workflowId, queue),
        actions);
  }

  private RawToken exchange(
      Workload worker,
      RawToken token,
      Execution execution,
      Exchanging.Target target,
      String... actions) {
    return world
        .delegations
        .exchanging()
        .exchange(
            worker,
            new Exchanging.Question(
                token, Optional.of(execution), target, ActionSet.ofNames(actions)),
            "corr")
        .token();
  }

  private static Execution run(String workflowId, String queue) {
    return new Execution("default", "Child", workflowId, "c-run", "c-run", queue, "", "");
  }

  private static Route withQueues(String... queues) {
    Route trip = DelegationWorld.route();
    return new Route(
        trip.tenant(),
        trip.name(),
        trip.namespace(),
        trip.workflowType(),
        new RouteRule(
            trip.rule().actions(),
            trip.rule().compensations(),
            List.of(queues),
            trip.rule().limits()),
        trip.downstreams(),
        trip.disabled());
  }

  private static void assertDenied(ThrowingCallable call, DenialReason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DenialException.class, denial -> assertThat(denial.reason()).isEqualTo(reason));
  }
}
