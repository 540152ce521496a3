package dev.locum.authservice.rpc;

import dev.locum.authservice.delegation.Delegation;
import dev.locum.authservice.delegation.Execution;
import dev.locum.policy.DelegationState;
import dev.locum.protocol.auth.v1.Compensation;
import dev.locum.protocol.auth.v1.WorkflowScope;
import dev.locum.token.Action;
import java.util.List;
import java.util.Optional;

/** Delegations on the wire. */
final class DelegationWire {

  /** The longest name that Temporal takes by default. */
  private static final int MAX_NAME = 1000;

  private DelegationWire() {}

  static dev.locum.protocol.auth.v1.Delegation toWire(Delegation delegation, List<Action> steps) {
    dev.locum.protocol.auth.v1.Delegation.Builder wire =
        dev.locum.protocol.auth.v1.Delegation.newBuilder()
            .setDelegationId(delegation.id().value())
            .setSubject(delegation.party().subject().value())
            .setScope(toWire(delegation.scope()))
            .setRoute(delegation.route().value())
            .addAllCompensations(compensations(delegation))
            .setState(toWire(delegation.standing().state()))
            .setIssuedAt(Wire.timestamp(delegation.times().issuedAt()))
            .setExpiresAt(Wire.timestamp(delegation.times().expiresAt()))
            .setCompensateUntil(Wire.timestamp(delegation.times().compensateUntil()))
            .setRequestingWorkload(delegation.party().requestingWorkload().value())
            .setFirstExecutionRunId(delegation.standing().firstRun().orElse(""))
            .setEndReason(delegation.standing().endReason());
    delegation.grant().actions().forEach(action -> wire.addActions(action.name()));
    steps.forEach(step -> wire.addRecordedActions(step.name()));
    delegation.standing().endedAt().ifPresent(at -> wire.setEndedAt(Wire.timestamp(at)));
    return wire.build();
  }

  static List<Compensation> compensations(Delegation delegation) {
    return delegation.grant().compensations().stream()
        .map(each ->
            Compensation.newBuilder()
                .setAction(each.action().name())
                .setUndoes(each.undoes().name())
                .build())
        .toList();
  }

  static Execution execution(dev.locum.protocol.auth.v1.Execution wire) {
    return new Execution(
        name("execution.namespace", wire.getNamespace()),
        name("execution.workflow_type", wire.getWorkflowType()),
        name("execution.workflow_id", wire.getWorkflowId()),
        name("execution.run_id", wire.getRunId()),
        name("execution.first_execution_run_id", wire.getFirstExecutionRunId()),
        name("execution.task_queue", wire.getTaskQueue()),
        name("execution.root_workflow_id", wire.getRootWorkflowId()),
        name("execution.root_run_id", wire.getRootRunId()));
  }

  /** A name of Temporal's; longer ones than Temporal takes would only fill the store. */
  static String name(String field, String value) {
    if (value.length() > MAX_NAME) {
      throw Wire.invalid(field + ": too long (expected: at most " + MAX_NAME + " characters)");
    }
    return value;
  }

  static Optional<DelegationState> state(dev.locum.protocol.auth.v1.DelegationState wire) {
    return switch (wire) {
      case DELEGATION_STATE_ISSUED -> Optional.of(DelegationState.ISSUED);
      case DELEGATION_STATE_ACTIVE -> Optional.of(DelegationState.ACTIVE);
      case DELEGATION_STATE_REVOKED -> Optional.of(DelegationState.REVOKED);
      case DELEGATION_STATE_REVOKED_HARD -> Optional.of(DelegationState.REVOKED_HARD);
      case DELEGATION_STATE_CLOSED -> Optional.of(DelegationState.CLOSED);
      case DELEGATION_STATE_ABANDONED -> Optional.of(DelegationState.ABANDONED);
      case DELEGATION_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private static dev.locum.protocol.auth.v1.DelegationState toWire(DelegationState state) {
    return switch (state) {
      case ISSUED -> dev.locum.protocol.auth.v1.DelegationState.DELEGATION_STATE_ISSUED;
      case ACTIVE -> dev.locum.protocol.auth.v1.DelegationState.DELEGATION_STATE_ACTIVE;
      case REVOKED -> dev.locum.protocol.auth.v1.DelegationState.DELEGATION_STATE_REVOKED;
      case REVOKED_HARD -> dev.locum.protocol.auth.v1.DelegationState.DELEGATION_STATE_REVOKED_HARD;
      case CLOSED -> dev.locum.protocol.auth.v1.DelegationState.DELEGATION_STATE_CLOSED;
      case ABANDONED -> dev.locum.protocol.auth.v1.DelegationState.DELEGATION_STATE_ABANDONED;
    };
  }

  private static WorkflowScope toWire(dev.locum.token.WorkflowScope scope) {
    return WorkflowScope.newBuilder()
        .setTenant(scope.tenant().value())
        .setNamespace(scope.namespace())
        .setWorkflowType(scope.workflowType())
        .setWorkflowId(scope.workflowId())
        .addAllTaskQueues(scope.taskQueues())
        .build();
  }
}
