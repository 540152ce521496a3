package dev.locum.gateway.check.start;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.poll.TaskReports;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/** A task that came with an answer although nobody asked for one. */
final class UnaskedTasks {

  private UnaskedTasks() {}

  static ResponseVerdict giveBack(
      Call call, PollWorkflowTaskQueueResponse task, Message.Builder withoutTask) {
    return new ResponseVerdict.Withhold(
        DenialReason.DELEGATION_NOT_HERE,
        "a workflow task for who does not work",
        List.of(
            TaskReports.taskFailed(
                call.namespace(),
                task.getTaskToken(),
                WorkflowTaskFailedCause
                    .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
                DenialReason.DELEGATION_NOT_HERE)),
        withoutTask.build());
  }
}
