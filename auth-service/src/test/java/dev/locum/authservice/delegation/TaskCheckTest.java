package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The truth table of S3-24: one row accepts; each other refuses with its own reason in the trail
 * and one of two answers outside, "not allowed" or "not here".
 */
class TaskCheckTest {

  private DelegationWorld world;
  private Issued issued;
  private RawToken token;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = world(directory);
    issued = world.issue("key-1");
    token = DelegationWorld.token(issued);
    world.verify(world.alices, token, DelegationWorld.execution(issued));
    world.logins.forgetEvents();
  }

  DelegationWorld world(Path directory) {
    return new DelegationWorld(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void valid_isAccepted() {
    assertThat(world.verify(world.alices, token, DelegationWorld.execution(issued))).isNotNull();
  }

  @Test
  void expired_isRefused() {
    world.logins.clock.advance(Duration.ofMinutes(5));

    assertRefused(
        world.alices, token, DelegationWorld.execution(issued), DenialReason.DELEGATION_EXPIRED);
  }

  @Test
  void revoked_isRefused() {
    world
        .delegations
        .ending()
        .revoke(
            new Ending.Asker(Optional.of(world.operator), Optional.empty(), "corr"),
            issued.delegation().id(),
            false,
            "OPERATOR_REQUEST");
    world.logins.forgetEvents();

    assertRefused(
        world.alices, token, DelegationWorld.execution(issued), DenialReason.DELEGATION_REVOKED);
  }

  @Test
  void badSignature_isRefusedLikeEverythingElse() {
    String text = token.reveal();
    char last = text.charAt(text.length() - 2);
    RawToken forged =
        RawToken.of(
            text.substring(0, text.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + text.substring(text.length() - 1));

    DenialException refusal = refusal(world.alices, forged, DelegationWorld.execution(issued));

    assertThat(refusal.reason()).isEqualTo(DenialReason.DELEGATION_REJECTED);
    assertTold(DenialReason.TOKEN_SIGNATURE_INVALID);
  }

  @Test
  void bobsWorker_isToldNotHere() {
    // S3-14, S3-59, S3-60: a compromised worker that skips its own check is not confirmed.
    assertRefused(
        world.bobs, token, DelegationWorld.execution(issued), DenialReason.DELEGATION_WRONG_TENANT);
    assertThat(DenialReason.DELEGATION_WRONG_TENANT.publicReason())
        .isEqualTo(DenialReason.DELEGATION_NOT_HERE);
  }

  @Test
  void queueOutsideTheScope_isToldNotHere() {
    Workload both = aliceWorker("alice-both", DelegationWorld.QUEUE, "queue-other");

    assertRefused(
        both,
        token,
        DelegationWorld.execution(issued, "run-1", "run-1", "queue-other"),
        DenialReason.DELEGATION_WRONG_QUEUE);
  }

  @Test
  void workerOfTheTenantWithoutTheQueue_isToldNotHere() {
    Workload other = aliceWorker("alice-other", "queue-other");

    assertRefused(
        other, token, DelegationWorld.execution(issued), DenialReason.DELEGATION_WRONG_WORKLOAD);
  }

  @Test
  void otherWorkflow_isRefused() {
    Execution execution = DelegationWorld.execution(issued);

    assertRefused(
        world.alices,
        token,
        new Execution(
            execution.namespace(),
            execution.workflowType(),
            "another-workflow",
            "run-7",
            "run-7",
            DelegationWorld.QUEUE,
            "",
            ""),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
  }

  @Test
  void otherType_isRefused() {
    Execution execution = DelegationWorld.execution(issued);

    assertRefused(
        world.alices,
        token,
        new Execution(
            execution.namespace(),
            "OtherWorkflow",
            execution.workflowId(),
            execution.runId(),
            execution.firstRun(),
            DelegationWorld.QUEUE,
            "",
            ""),
        DenialReason.DELEGATION_WRONG_TYPE);
  }

  @Test
  void newStartWithTheSameId_isRefusedWhileTheChainGoesOn() {
    // S3-17: continued, retried and reset runs keep the first run; a new start does not.
    world.verify(
        world.alices,
        token,
        DelegationWorld.execution(issued, "run-2", DelegationWorld.RUN, DelegationWorld.QUEUE));

    assertRefused(
        world.alices,
        token,
        DelegationWorld.execution(issued, "run-9", "run-9", DelegationWorld.QUEUE),
        DenialReason.DELEGATION_WRONG_RUN);
  }

  @Test
  void activityOfAnUnknownRun_isRefused() {
    assertRefused(
        world.alices,
        token,
        DelegationWorld.execution(issued, "run-9", "", DelegationWorld.QUEUE),
        DenialReason.DELEGATION_WRONG_RUN);
  }

  @Test
  void childOfTheTree_isAcceptedAndItsActivitiesAfterIt() {
    Execution child = child(DelegationWorld.RUN);

    world.verify(world.alices, token, child);
    world.verify(
        world.alices,
        token,
        new Execution(
            child.namespace(),
            child.workflowType(),
            child.workflowId(),
            child.runId(),
            "",
            child.taskQueue(),
            "",
            ""));
  }

  @Test
  void childOfAnotherRoot_isRefused() {
    assertRefused(world.alices, token, child("run-9"), DenialReason.DELEGATION_WRONG_RUN);
  }

  private Execution child(String rootRun) {
    return new Execution(
        "default",
        "ChildWorkflow",
        "child-1",
        "child-run",
        "child-run",
        DelegationWorld.QUEUE,
        issued.delegation().scope().workflowId(),
        rootRun);
  }

  private static Workload aliceWorker(String id, String... queues) {
    return new Workload(
        new WorkloadId(id),
        WorkloadKind.WORKER,
        Optional.of(LoginWorld.ALICE),
        List.of(queues).stream().map(queue -> new TaskQueue("default", queue)).toList(),
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }

  private void assertRefused(
      Workload worker, RawToken shown, Execution execution, DenialReason reason) {
    assertThat(refusal(worker, shown, execution).reason()).isEqualTo(reason);
    assertThat(reason.publicReason())
        .isIn(DenialReason.DELEGATION_REJECTED, DenialReason.DELEGATION_NOT_HERE);
    assertTold(reason);
  }

  private DenialException refusal(Workload worker, RawToken shown, Execution execution) {
    return Objects.requireNonNull(
        catchThrowableOfType(DenialException.class, () -> world.verify(worker, shown, execution)));
  }

  private void assertTold(DenialReason reason) {
    assertThat(world.logins.events(AuditEventType.DELEGATION_VERIFIED))
        .extracting(event -> event.decision().reason())
        .endsWith(reason.code());
  }
}
