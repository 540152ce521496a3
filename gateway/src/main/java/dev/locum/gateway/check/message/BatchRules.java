package dev.locum.gateway.check.message;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Execution;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.workflowservice.v1.StartBatchOperationRequest;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;

/**
 * StartBatchOperation. Temporal looks the work up later and in its own name, so that among many
 * tenants a batch names each piece of work itself.
 */
public final class BatchRules implements MethodRules<StartBatchOperationRequest, Message> {

  /** Bounds what one call can have verified. */
  private static final int MAX_DELEGATED = 100;

  @Override
  public RequestVerdict request(Call call, StartBatchOperationRequest request) {
    if (request.getJobId().isEmpty()) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "job_id", "absent");
    }
    if (call.isOneOfMany() && !request.getVisibilityQuery().isEmpty()) {
      throw Refusals.of(DenialReason.METHOD_NOT_ALLOWED, "visibility_query", "refused when set");
    }
    return MethodRules.forward(call, request, delegations(call, request));
  }

  private static List<DelegationNeed> delegations(Call call, StartBatchOperationRequest request) {
    List<DelegationNeed> needs = new ArrayList<>();
    List<WorkflowExecution> executions = executions(request);
    for (WorkflowExecution execution : executions) {
      if (request.hasSignalOperation()) {
        needs.addAll(MessageRules.needs(call, execution, request.getSignalOperation().getHeader()));
      }
      needs.addAll(
          MessageRules.afterReset(
              call, execution, request.getResetOperation().getPostResetOperationsList()));
    }
    boolean isUnnamed = executions.isEmpty() && !request.getVisibilityQuery().isEmpty();
    boolean speaks =
        request.hasSignalOperation()
            || request.getResetOperation().getPostResetOperationsCount() > 0;
    boolean needsNames = call.grant().delegations() != DelegationRule.IGNORED;
    if (needs.size() > MAX_DELEGATED || (isUnnamed && speaks && needsNames)) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "executions", "too many, or not named");
    }
    return needs;
  }

  @SuppressWarnings("deprecation") // older servers and SDKs still speak it
  private static List<WorkflowExecution> executions(StartBatchOperationRequest request) {
    List<WorkflowExecution> executions = new ArrayList<>(request.getExecutionsList());
    for (Execution execution : request.getTargetExecutionsList()) {
      executions.add(
          WorkflowExecution.newBuilder()
              .setWorkflowId(execution.getBusinessId())
              .setRunId(execution.getRunId())
              .build());
    }
    return executions;
  }
}
