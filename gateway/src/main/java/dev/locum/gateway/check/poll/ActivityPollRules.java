package dev.locum.gateway.check.poll;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import java.util.List;

/** PollActivityTaskQueue. */
public final class ActivityPollRules
    implements MethodRules<PollActivityTaskQueueRequest, PollActivityTaskQueueResponse> {

  private final ActivityTasks tasks;

  /** Checks tasks there. */
  public ActivityPollRules(ActivityTasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public RequestVerdict request(Call call, PollActivityTaskQueueRequest request) {
    WorkerFields.normal(call, request.getTaskQueue());
    WorkerFields.requireOwnCommands(call, request.getWorkerControlTaskQueue());
    String key = WorkerFields.instanceKey(call, request.getWorkerInstanceKey());
    return MethodRules.forward(
        call,
        request.toBuilder().clearWorkerControlTaskQueue().setWorkerInstanceKey(key).build(),
        List.of(),
        request.getTaskQueue().getName());
  }

  @Override
  public ResponseVerdict response(
      Call call, RequestVerdict.Forward forwarded, PollActivityTaskQueueResponse response) {
    return tasks.check(call, (String) forwarded.memory(), response).asPoll();
  }
}
