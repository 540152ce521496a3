package dev.locum.gateway.check.start;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.message.MessageRules;
import dev.locum.gateway.check.poll.WorkflowTasks;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest.Operation;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;

/** ExecuteMultiOperation: a start and an update of the same workflow, each with its own header. */
public final class MultiOperationRules
    implements MethodRules<ExecuteMultiOperationRequest, ExecuteMultiOperationResponse> {

  private final EagerTasks tasks;

  /** Checks tasks there. */
  public MultiOperationRules(WorkflowTasks tasks) {
    this.tasks = new EagerTasks(tasks);
  }

  @Override
  public RequestVerdict request(Call call, ExecuteMultiOperationRequest request) {
    boolean isUpdateWithStart =
        request.getOperationsCount() == 2
            && request.getOperations(0).hasStartWorkflow()
            && request.getOperations(1).hasUpdateWorkflow();
    if (!isUpdateWithStart) {
      throw Refusals.of(DenialReason.METHOD_NOT_ALLOWED, "operations", "not an update with start");
    }
    StartWorkflowExecutionRequest start = request.getOperations(0).getStartWorkflow();
    UpdateWorkflowExecutionRequest update = request.getOperations(1).getUpdateWorkflow();
    if (!start.getWorkflowId().equals(update.getWorkflowExecution().getWorkflowId())) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "operations", "of two workflows");
    }
    StartWorkflowExecutionRequest checked = StartRules.checked(call, start);
    return MethodRules.forward(
        call,
        start.getRequestEagerExecution()
            ? request.toBuilder()
                .setOperations(0, Operation.newBuilder().setStartWorkflow(checked))
                .build()
            : request,
        Call.join(StartRules.delegations(call, start), MessageRules.delegations(call, update)));
  }

  @Override
  public ResponseVerdict response(
      Call call, RequestVerdict.Forward forwarded, ExecuteMultiOperationResponse response) {
    for (int i = 0; i < response.getResponsesCount(); i++) {
      if (response.getResponses(i).getStartWorkflow().hasEagerWorkflowTask()) {
        return eager(call, (ExecuteMultiOperationRequest) forwarded.request(), response, i);
      }
    }
    return MethodRules.deliver(response);
  }

  private ResponseVerdict eager(
      Call call,
      ExecuteMultiOperationRequest request,
      ExecuteMultiOperationResponse response,
      int place) {
    ExecuteMultiOperationResponse.Builder rest = response.toBuilder();
    rest.getResponsesBuilder(place).getStartWorkflowBuilder().clearEagerWorkflowTask();
    ExecuteMultiOperationResponse without = rest.build();
    return tasks.check(
        call,
        request.getOperations(0).getStartWorkflow(),
        response.getResponses(place).getStartWorkflow().getEagerWorkflowTask(),
        sealed -> {
          ExecuteMultiOperationResponse.Builder with = without.toBuilder();
          with.getResponsesBuilder(place).getStartWorkflowBuilder().setEagerWorkflowTask(sealed);
          return with.build();
        },
        without);
  }
}
