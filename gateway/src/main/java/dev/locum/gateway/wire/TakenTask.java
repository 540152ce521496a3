package dev.locum.gateway.wire;

import com.google.protobuf.Message;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.check.poll.TaskReports;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * A task that Temporal has handed out for a caller that may no longer have it, or has gone. It is
 * given back, so that another worker gets it at once and not after its timeout.
 */
final class TakenTask {

  /** Another worker may succeed, so it is told as what may be repeated. */
  private static final DenialReason REASON = DenialReason.AUTHORITY_UNAVAILABLE;

  private TakenTask() {}

  /** What gives back the task in an answer of Temporal's; nothing if there is none. */
  static List<UpstreamCall> giveBack(String namespace, Message response) {
    if (response instanceof PollWorkflowTaskQueueResponse task && !task.getTaskToken().isEmpty()) {
      return List.of(
          task.hasQuery()
              ? TaskReports.queryFailed(namespace, task.getTaskToken(), REASON)
              : TaskReports.taskFailed(
                  namespace,
                  task.getTaskToken(),
                  WorkflowTaskFailedCause
                      .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
                  REASON));
    }
    if (response instanceof PollActivityTaskQueueResponse task && !task.getTaskToken().isEmpty()) {
      return List.of(TaskReports.activityFailed(namespace, task, REASON));
    }
    return List.of();
  }
}
