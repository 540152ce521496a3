package dev.locum.gateway.check.message;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.workflow.v1.PostResetOperation;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowRequest;
import dev.locum.temporalapi.workflowservice.v1.ResetWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;

/** SignalWorkflowExecution, QueryWorkflow, UpdateWorkflowExecution and ResetWorkflowExecution. */
public final class MessageRules implements MethodRules<Message, Message> {

  @Override
  public RequestVerdict request(Call call, Message request) {
    return MethodRules.forward(
        call,
        request,
        switch (request) {
          case SignalWorkflowExecutionRequest signal ->
              needs(call, signal.getWorkflowExecution(), signal.getHeader());
          case QueryWorkflowRequest query ->
              needs(call, query.getExecution(), query.getQuery().getHeader());
          case UpdateWorkflowExecutionRequest update -> delegations(call, update);
          case ResetWorkflowExecutionRequest reset ->
              afterReset(call, reset.getWorkflowExecution(), reset.getPostResetOperationsList());
          default ->
              throw new DenialException(DenialReason.METHOD_NOT_ALLOWED, "not a message to work");
        });
  }

  /** What an update needs, also as part of an update with start. */
  public static List<DelegationNeed> delegations(Call call, UpdateWorkflowExecutionRequest update) {
    return needs(call, update.getWorkflowExecution(), update.getRequest().getInput().getHeader());
  }

  static List<DelegationNeed> afterReset(
      Call call, WorkflowExecution execution, List<PostResetOperation> operations) {
    List<DelegationNeed> needs = new ArrayList<>();
    for (PostResetOperation operation : operations) {
      if (operation.hasSignalWorkflow()) {
        needs.addAll(needs(call, execution, operation.getSignalWorkflow().getHeader()));
      }
    }
    return needs;
  }

  static List<DelegationNeed> needs(Call call, WorkflowExecution execution, Header header) {
    if (execution.getWorkflowId().isEmpty()) {
      throw Refusals.of(DenialReason.WORK_NOT_FOUND, "workflow_id", "absent");
    }
    return call.needs(
        Place.MESSAGE, header, call.workflow(execution.getWorkflowId(), execution.getRunId()));
  }
}
