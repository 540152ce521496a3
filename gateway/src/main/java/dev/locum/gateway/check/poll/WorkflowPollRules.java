package dev.locum.gateway.check.poll;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.List;

/** PollWorkflowTaskQueue. */
public final class WorkflowPollRules
    implements MethodRules<PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse> {

  private final WorkflowTasks tasks;

  /** Checks tasks there. */
  public WorkflowPollRules(WorkflowTasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public RequestVerdict request(Call call, PollWorkflowTaskQueueRequest request) {
    TaskQueue queue = WorkerFields.polled(call, request.getTaskQueue());
    WorkerFields.requireOwnCommands(call, request.getWorkerControlTaskQueue());
    String normal = queue.getNormalName().isEmpty() ? queue.getName() : queue.getNormalName();
    return MethodRules.forward(
        call,
        request.toBuilder()
            .setTaskQueue(queue)
            .clearWorkerControlTaskQueue()
            .setWorkerInstanceKey(WorkerFields.instanceKey(call, request.getWorkerInstanceKey()))
            .build(),
        List.of(),
        normal);
  }

  @Override
  public ResponseVerdict response(
      Call call, RequestVerdict.Forward forwarded, PollWorkflowTaskQueueResponse response) {
    return tasks.check(call, (String) forwarded.memory(), response).asPoll();
  }
}
