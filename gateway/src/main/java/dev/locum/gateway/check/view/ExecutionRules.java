package dev.locum.gateway.check.view;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.workflow.v1.WorkflowExecutionInfo;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionResponse;

/**
 * DescribeWorkflowExecution. A worker learns how its tenant's work stands and which chain of runs
 * it belongs to, and no more: by these a worker knows that work has ended, and whose delegation a
 * run has that was made by a reset. What another pool's work says or waits for is not its business.
 */
public final class ExecutionRules
    implements MethodRules<Message, DescribeWorkflowExecutionResponse> {

  @Override
  public ResponseVerdict response(
      Call call, RequestVerdict.Forward forwarded, DescribeWorkflowExecutionResponse response) {
    return MethodRules.deliver(
        call.caller().role() == CallerRole.WORKER
            ? DescribeWorkflowExecutionResponse.newBuilder()
                .setWorkflowExecutionInfo(standing(response.getWorkflowExecutionInfo()))
                .build()
            : response);
  }

  private static WorkflowExecutionInfo standing(WorkflowExecutionInfo info) {
    WorkflowExecutionInfo.Builder told =
        WorkflowExecutionInfo.newBuilder()
            .setExecution(info.getExecution())
            .setStatus(info.getStatus())
            .setFirstRunId(info.getFirstRunId());
    if (info.hasRootExecution()) {
      told.setRootExecution(info.getRootExecution());
    }
    return told.build();
  }
}
