package dev.locum.gateway.check.start;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.Refusals;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.WorkflowIdConflictPolicy;
import dev.locum.temporalapi.enums.v1.WorkflowIdReusePolicy;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.token.denial.DenialReason;

/** What every start has to say; that it is the caller's own has been checked before. */
final class StartChecks {

  private StartChecks() {}

  static void requireNamed(String workflowId, WorkflowType type, TaskQueue queue) {
    if (workflowId.isEmpty()) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "workflow_id", "absent");
    }
    if (type.getName().isEmpty()) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "workflow_type", "absent");
    }
    if (queue.getName().isEmpty()) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "task_queue", "absent");
    }
  }

  /**
   * A tenant's ids are its own, so that it may end its own work by starting anew. A platform
   * workload's ids may be anybody's.
   */
  @SuppressWarnings("deprecation") // older servers and SDKs still speak it
  static void refuseEndingOthers(
      Call call, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict) {
    boolean ends =
        reuse == WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING
            || conflict == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING;
    if (ends && call.caller().role() == CallerRole.TRIGGER) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, "workflow_id_policy", "ends other work");
    }
  }
}
