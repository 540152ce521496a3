package dev.locum.gateway.check.start;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.poll.WorkflowTasks;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import java.util.List;

/**
 * StartWorkflowExecution.
 *
 * <p>Who starts is not who works: the wish for a task with the answer is taken out, and Temporal
 * hands the task to a poll instead; but for a worker that starts work as well ({@link EagerTasks}).
 */
public final class StartRules
    implements MethodRules<StartWorkflowExecutionRequest, StartWorkflowExecutionResponse> {

  private final EagerTasks tasks;

  /** Checks tasks there. */
  public StartRules(WorkflowTasks tasks) {
    this.tasks = new EagerTasks(tasks);
  }

  @Override
  public RequestVerdict request(Call call, StartWorkflowExecutionRequest request) {
    return MethodRules.forward(call, checked(call, request), delegations(call, request));
  }

  static StartWorkflowExecutionRequest checked(Call call, StartWorkflowExecutionRequest request) {
    StartChecks.requireNamed(
        request.getWorkflowId(), request.getWorkflowType(), request.getTaskQueue());
    StartChecks.refuseEndingOthers(
        call, request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    return EagerTasks.granted(call, request);
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
        ? tasks.check(
            call,
            (StartWorkflowExecutionRequest) forwarded.request(),
            response.getEagerWorkflowTask(),
            sealed -> response.toBuilder().setEagerWorkflowTask(sealed).build(),
            response.toBuilder().clearEagerWorkflowTask().build())
        : MethodRules.deliver(response);
  }
}
