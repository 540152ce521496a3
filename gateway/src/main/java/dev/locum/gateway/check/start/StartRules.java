package dev.locum.gateway.check.start;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import java.util.List;

/**
 * StartWorkflowExecution.
 *
 * <p>A task is never handed out with the answer: who starts is not who works, so that the wish for
 * it is taken out, and Temporal hands the task to a poll instead.
 */
public final class StartRules
    implements MethodRules<StartWorkflowExecutionRequest, StartWorkflowExecutionResponse> {

  @Override
  public RequestVerdict request(Call call, StartWorkflowExecutionRequest request) {
    return MethodRules.forward(call, checked(call, request), delegations(call, request));
  }

  static StartWorkflowExecutionRequest checked(Call call, StartWorkflowExecutionRequest request) {
    StartChecks.requireNamed(
        request.getWorkflowId(), request.getWorkflowType(), request.getTaskQueue());
    StartChecks.refuseEndingOthers(
        call, request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    return request.getRequestEagerExecution()
        ? request.toBuilder()
            .clearRequestEagerExecution()
            .clearEagerWorkerDeploymentOptions()
            .build()
        : request;
  }

  static List<DelegationNeed> delegations(Call call, StartWorkflowExecutionRequest request) {
    return call.needs(
        Place.START,
        request.getHeader(),
        call.start(
            request.getWorkflowType().getName(),
            request.getWorkflowId(),
            request.getTaskQueue().getName()));
  }

  @Override
  public ResponseVerdict response(
      Call call, RequestVerdict.Forward forwarded, StartWorkflowExecutionResponse response) {
    return response.hasEagerWorkflowTask()
        ? UnaskedTasks.giveBack(
            call, response.getEagerWorkflowTask(), response.toBuilder().clearEagerWorkflowTask())
        : MethodRules.deliver(response);
  }
}
