package dev.locum.gateway.wire;

import com.google.protobuf.Message;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.check.poll.TaskReports;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Set;

/**
 * A task that Temporal has handed out for a caller that may no longer have it, or has gone. It is
 * given back, so that another worker gets it at once and not after its timeout.
 */
final class TakenTask {

  /** Another worker may succeed, so it is told as what may be repeated. */
  private static final DenialReason REASON = DenialReason.AUTHORITY_UNAVAILABLE;

  private static final Set<String> POLLS =
      Set.of(
          WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod().getFullMethodName(),
          WorkflowServiceGrpc.getPollActivityTaskQueueMethod().getFullMethodName());

  private TakenTask() {}

  /** Whether Temporal may hand out a task as the answer of this method. */
  static boolean isHandedOutBy(String method) {
    return POLLS.contains(method);
  }

  /** What gives back the task in an answer of Temporal's; nothing if there is none. */
  static List<UpstreamCall> giveBack(String namespace, Message response) {
    if (response instanceof PollWorkflowTaskQueueResponse task && !task.getTaskToken().isEmpty()) {
      return workflowTask(namespace, task);
    }
    if (response instanceof PollActivityTaskQueueResponse task && !task.getTaskToken().isEmpty()) {
      return List.of(TaskReports.activityFailed(namespace, task, REASON));
    }
    if (response instanceof StartWorkflowExecutionResponse start && start.hasEagerWorkflowTask()) {
      return workflowTask(namespace, start.getEagerWorkflowTask());
    }
    return List.of();
  }

  private static List<UpstreamCall> workflowTask(
      String namespace, PollWorkflowTaskQueueResponse task) {
    if (task.hasQuery()) {
      return List.of(TaskReports.queryFailed(namespace, task.getTaskToken(), REASON));
    }
    if (!TaskReports.isRecorded(task.getAttempt())) {
      return List.of();
    }
    return List.of(
        TaskReports.taskFailed(
            namespace,
            task.getTaskToken(),
            WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
            REASON));
  }
}
