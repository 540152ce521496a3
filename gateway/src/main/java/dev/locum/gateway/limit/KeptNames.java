package dev.locum.gateway.limit;

import com.google.protobuf.Message;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import java.util.List;

/** Names of a request that a worker makes up and that Temporal keeps in memory for a while. */
final class KeptNames {

  private KeptNames() {}

  /** Sticky queues that it polls, names for what comes next, or asks about. */
  static List<String> stickyQueues(Message request) {
    return switch (request) {
      case PollWorkflowTaskQueueRequest poll -> sticky(poll.getTaskQueue());
      case PollActivityTaskQueueRequest poll -> sticky(poll.getTaskQueue());
      case DescribeTaskQueueRequest describe -> sticky(describe.getTaskQueue());
      case RespondWorkflowTaskCompletedRequest completed ->
          sticky(completed.getStickyAttributes().getWorkerTaskQueue());
      default -> List.of();
    };
  }

  /** Workers that it tells of. */
  static List<String> workers(Message request) {
    return switch (request) {
      case RecordWorkerHeartbeatRequest told ->
          told.getWorkerHeartbeatList().stream()
              .map(WorkerHeartbeat::getWorkerInstanceKey)
              .toList();
      case ShutdownWorkerRequest last when last.hasWorkerHeartbeat() ->
          List.of(last.getWorkerHeartbeat().getWorkerInstanceKey());
      default -> List.of();
    };
  }

  private static List<String> sticky(TaskQueue queue) {
    return queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_STICKY
        ? List.of(queue.getName())
        : List.of();
  }
}
