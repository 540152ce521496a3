package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.Compensation;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.WorkflowScope;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** One delegation and what became of it. Not thread-safe; {@link FakeDelegations} guards it. */
final class FakeDelegation {

  /** Why a trigger takes back a delegation whose workflow it could not start. */
  static final String START_FAILED = "START_FAILED";

  private final Delegation.Builder state;
  private final Set<String> knownRuns = new HashSet<>();

  FakeDelegation(Delegation issued) {
    this.state = issued.toBuilder();
  }

  Delegation snapshot() {
    return state.build();
  }

  /** Whether it was given up or taken back before any run was bound. */
  boolean wasNeverStarted() {
    boolean isTakenBack =
        state.getState() == DelegationState.DELEGATION_STATE_REVOKED
            && state.getEndReason().equals(START_FAILED);
    return state.getFirstExecutionRunId().isEmpty()
        && (isTakenBack || state.getState() == DelegationState.DELEGATION_STATE_ABANDONED);
  }

  /** Binds the first run, once. */
  void bind(String firstRunId) {
    if (state.getFirstExecutionRunId().isEmpty()) {
      state.setFirstExecutionRunId(firstRunId).setState(DelegationState.DELEGATION_STATE_ACTIVE);
      knownRuns.add(firstRunId);
    } else if (!state.getFirstExecutionRunId().equals(firstRunId)) {
      throw new DenialException(DenialReason.DELEGATION_WRONG_RUN, firstRunId);
    }
  }

  /** Refuses an execution that it is not for; a run of its chain is remembered. */
  void requireFor(Execution execution, FakeWorkload worker) {
    WorkflowScope scope = state.getScope();
    require(worker.tenant().equals(scope.getTenant()), DenialReason.DELEGATION_WRONG_TENANT);
    require(
        worker.taskQueues().contains(execution.getTaskQueue()),
        DenialReason.DELEGATION_WRONG_QUEUE);
    require(
        scope.getTaskQueuesList().contains(execution.getTaskQueue()),
        DenialReason.DELEGATION_WRONG_QUEUE);
    require(
        scope.getNamespace().equals(execution.getNamespace()),
        DenialReason.DELEGATION_WRONG_NAMESPACE);
    boolean isChild =
        !execution.getRootWorkflowId().isEmpty()
            && !execution.getRootWorkflowId().equals(execution.getWorkflowId());
    if (isChild) {
      require(
          scope.getWorkflowId().equals(execution.getRootWorkflowId()),
          DenialReason.DELEGATION_WRONG_WORKFLOW);
      require(knownRuns.contains(execution.getRootRunId()), DenialReason.DELEGATION_WRONG_RUN);
      knownRuns.add(execution.getRunId());
      return;
    }
    requireOwnRun(execution, scope);
  }

  /** Refuses an execution that it is not for, as far as the gateway can tell. */
  void requireNear(Execution execution, FakeWorkload caller) {
    WorkflowScope scope = state.getScope();
    require(
        caller.tenant().isEmpty() || caller.tenant().equals(scope.getTenant()),
        DenialReason.DELEGATION_WRONG_TENANT);
    require(
        scope.getNamespace().equals(execution.getNamespace()),
        DenialReason.DELEGATION_WRONG_NAMESPACE);
    require(
        execution.getTaskQueue().isEmpty()
            || scope.getTaskQueuesList().contains(execution.getTaskQueue()),
        DenialReason.DELEGATION_WRONG_QUEUE);
    String root = execution.getRootWorkflowId();
    boolean isChild = !root.isEmpty() && !root.equals(execution.getWorkflowId());
    require(
        scope.getWorkflowId().equals(isChild ? root : execution.getWorkflowId()),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    require(
        isChild
            || execution.getWorkflowType().isEmpty()
            || scope.getWorkflowType().equals(execution.getWorkflowType()),
        DenialReason.DELEGATION_WRONG_TYPE);
  }

  private void requireOwnRun(Execution execution, WorkflowScope scope) {
    if (execution.getFirstExecutionRunId().isEmpty()) {
      // An activity: it cannot know more than the run that the workflow had shown before.
      require(knownRuns.contains(execution.getRunId()), DenialReason.DELEGATION_WRONG_RUN);
      return;
    }
    require(
        scope.getWorkflowId().equals(execution.getWorkflowId()),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    require(
        scope.getWorkflowType().equals(execution.getWorkflowType()),
        DenialReason.DELEGATION_WRONG_TYPE);
    bind(execution.getFirstExecutionRunId());
    knownRuns.add(execution.getRunId());
  }

  /** Refuses a delegation that has ended; answers whether only compensations are left. */
  boolean compensationsOnly(Instant now) {
    return switch (state.getState()) {
      case DELEGATION_STATE_CLOSED, DELEGATION_STATE_ABANDONED ->
          throw new DenialException(DenialReason.DELEGATION_CLOSED, "");
      case DELEGATION_STATE_REVOKED_HARD ->
          throw new DenialException(DenialReason.DELEGATION_REVOKED, "hard");
      case DELEGATION_STATE_REVOKED -> {
        requireCompensable(now, DenialReason.DELEGATION_REVOKED);
        yield true;
      }
      default -> {
        boolean expired = !now.isBefore(ProtoTimes.instant(state.getExpiresAt()));
        if (expired) {
          requireCompensable(now, DenialReason.DELEGATION_EXPIRED);
        }
        yield expired;
      }
    };
  }

  private void requireCompensable(Instant now, DenialReason reason) {
    require(now.isBefore(ProtoTimes.instant(state.getCompensateUntil())), reason);
  }

  /** Allows and records a forward action, or allows a compensation of a recorded one. */
  void take(String action, boolean compensationsOnly) {
    for (Compensation compensation : state.getCompensationsList()) {
      if (compensation.getAction().equals(action)) {
        require(
            state.getRecordedActionsList().contains(compensation.getUndoes()),
            DenialReason.COMPENSATION_WITHOUT_STEP);
        return;
      }
    }
    require(!compensationsOnly, DenialReason.DELEGATION_REVOKED);
    require(state.getActionsList().contains(action), DenialReason.ACTION_NOT_GRANTED);
    if (!state.getRecordedActionsList().contains(action)) {
      state.addRecordedActions(action);
    }
  }

  void end(DelegationState ended, String reason, Instant now) {
    boolean isOpen =
        state.getState() == DelegationState.DELEGATION_STATE_ISSUED
            || state.getState() == DelegationState.DELEGATION_STATE_ACTIVE;
    boolean isHarder = ended == DelegationState.DELEGATION_STATE_REVOKED_HARD;
    if (isOpen || isHarder) {
      state.setState(ended).setEndReason(reason).setEndedAt(ProtoTimes.timestamp(now));
    }
  }

  private static void require(boolean condition, DenialReason otherwise) {
    if (!condition) {
      throw new DenialException(otherwise, "");
    }
  }
}
