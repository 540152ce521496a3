package dev.locum.gateway.check.task;

import com.google.protobuf.Message;
import dev.locum.gateway.catalogue.ApiVersion;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.check.poll.TaskReports;
import dev.locum.gateway.seal.OpenedTask;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.failure.v1.Failure;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedRequest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;

/**
 * Answers to a task that has a token: of activities, queries, and of workflow tasks that failed.
 *
 * <p>A refusal becomes the task's failure, by its token, which was good: whoever waits is told at
 * once, and an activity is not done again only for its answer to be refused again. One that had
 * failed stays as repeatable as it said. What only a newer API has is told to the worker of an
 * activity instead: its work was good, and who runs it can see what to do.
 */
public final class AnswerRules implements MethodRules<Message, Message> {

  @Override
  public RequestVerdict refused(Call call, Message request, DenialException refusal) {
    DenialReason reason = refusal.reason();
    String detail = refusal.rejection().detail();
    if (ApiVersion.isLack(refusal) && isOfActivity(call)) {
      return new RequestVerdict.Deny(reason, detail);
    }
    return report(call, request, reason)
        .<RequestVerdict>map(report ->
            new RequestVerdict.Report(
                reason,
                detail,
                new RequestVerdict.Forward(
                    report.method(),
                    call.namespace(),
                    report.request(),
                    List.of(),
                    RequestVerdict.OnRefusal.DENY,
                    ""),
                request))
        .orElseGet(() -> new RequestVerdict.Deny(reason, detail));
  }

  /** Its answer is as empty as that which the worker expects. */
  private static Optional<UpstreamCall> report(Call call, Message request, DenialReason reason) {
    OpenedTask task = call.task().orElseThrow();
    return switch (call.method().name()) {
      case "RespondQueryTaskCompleted" ->
          Optional.of(TaskReports.queryFailed(call.namespace(), task.original(), reason));
      case "RespondWorkflowTaskFailed" ->
          TaskReports.isRecorded(task.binding().attempt())
              ? Optional.of(
                  TaskReports.taskFailed(
                      call.namespace(),
                      task.original(),
                      WorkflowTaskFailedCause
                          .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
                      reason))
              : Optional.empty();
      default ->
          Optional.of(
              TaskReports.activityFailed(
                  call.namespace(),
                  task.original(),
                  failure(request, TaskReports.failure(reason, "the activity's answer"))));
    };
  }

  private static boolean isOfActivity(Call call) {
    return call.method().name().startsWith("RespondActivityTask");
  }

  private static Failure failure(Message request, Failure refusal) {
    if (!(request instanceof RespondActivityTaskFailedRequest failed)) {
      return refusal;
    }
    Failure.Builder kept = refusal.toBuilder();
    kept.getApplicationFailureInfoBuilder()
        .setNonRetryable(failed.getFailure().getApplicationFailureInfo().getNonRetryable());
    return kept.build();
  }
}
