package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditExecution;
import dev.locum.token.Action;
import dev.locum.token.VerifiedDelegationToken;
import java.util.Optional;

/** Fills an event with what a genuine token and its worker say, before the record is asked. */
final class Described {

  private Described() {}

  static void by(
      AuditDraft event,
      VerifiedDelegationToken token,
      Execution execution,
      String activityType,
      Optional<Action> action) {
    event
        .subject(token.claims().subject().value(), token.claims().scope().tenant().value())
        .execution(
            AuditExecution.ofDelegation(token.claims().delegation().value())
                .withWorkflow(
                    execution.namespace(), execution.workflowType(), execution.workflowId())
                .withRun(execution.runId())
                .withTaskQueue(execution.taskQueue())
                .withActivity(activityType)
                .withAction(action.map(Action::name).orElse("")));
  }
}
