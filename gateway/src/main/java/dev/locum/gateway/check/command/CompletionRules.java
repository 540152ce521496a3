package dev.locum.gateway.check.command;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.Mentions;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.field.FieldScan;
import dev.locum.gateway.check.poll.ActivityTasks;
import dev.locum.gateway.check.poll.TaskReports;
import dev.locum.gateway.check.poll.WorkerFields;
import dev.locum.gateway.check.poll.WorkflowTasks;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import dev.locum.token.denial.DenialException;
import java.util.ArrayList;
import java.util.List;

/**
 * RespondWorkflowTaskCompleted. Each page of a completion is checked by itself.
 *
 * <p>A refusal becomes a failed workflow task: an error to the worker alone would leave the task to
 * time out, and nobody would see why. If the next attempt is refused too, the worker is told and
 * the task times out: the failure is in the history, and Temporal offers it more and more rarely.
 */
public final class CompletionRules
    implements MethodRules<RespondWorkflowTaskCompletedRequest, Message> {

  /** Remembered of a completion that became a failed task. */
  private static final String REPORTED = "reported";

  private final FieldScan scan;
  private final InlineTasks inline;

  /** Checks what a completion brings back with those. */
  public CompletionRules(FieldScan scan, WorkflowTasks workflows, ActivityTasks activities) {
    this.scan = scan;
    this.inline = new InlineTasks(workflows, activities);
  }

  @Override
  public RequestVerdict request(Call call, RespondWorkflowTaskCompletedRequest request) {
    TaskBinding workflow = workflow(call);
    List<DelegationNeed> needs = new ArrayList<>();
    for (Command command : request.getCommandsList()) {
      needs.addAll(CommandRules.check(call, workflow, command));
    }
    WorkerFields.requireOwnCommands(call, request.getWorkerControlTaskQueue());
    return new RequestVerdict.Forward(
        call.method().fullName(),
        call.namespace(),
        bound(call, request),
        needs,
        (need, reason, detail) ->
            failed(call, request, new DenialException(reason, detail), commandOf(request, need)),
        "");
  }

  private static RespondWorkflowTaskCompletedRequest bound(
      Call call, RespondWorkflowTaskCompletedRequest request) {
    RespondWorkflowTaskCompletedRequest.Builder bound =
        request.toBuilder()
            .clearWorkerControlTaskQueue()
            .setWorkerInstanceKey(WorkerFields.instanceKey(call, request.getWorkerInstanceKey()));
    if (request.hasStickyAttributes()) {
      bound
          .getStickyAttributesBuilder()
          .setWorkerTaskQueue(
              WorkerFields.sticky(call, request.getStickyAttributes().getWorkerTaskQueue()));
    }
    return bound.build();
  }

  @Override
  public RequestVerdict refused(
      Call call, RespondWorkflowTaskCompletedRequest request, DenialException refusal) {
    return failed(call, request, refusal, refusedPart(call, request));
  }

  private static RequestVerdict failed(
      Call call,
      RespondWorkflowTaskCompletedRequest request,
      DenialException refusal,
      RefusedPart part) {
    String detail = refusal.rejection().detail();
    if (!TaskReports.isRecorded(workflow(call).attempt())) {
      return new RequestVerdict.Deny(refusal.reason(), detail);
    }
    ResponseVerdict.UpstreamCall report =
        TaskReports.taskFailed(
            call.namespace(),
            request.getTaskToken(),
            part.cause(),
            TaskReports.failure(refusal.reason(), part.name()));
    return new RequestVerdict.Report(
        refusal.reason(),
        detail,
        new RequestVerdict.Forward(
            report.method(),
            call.namespace(),
            report.request(),
            List.of(),
            RequestVerdict.OnRefusal.DENY,
            REPORTED),
        request);
  }

  /** Found out only once something was refused. */
  private RefusedPart refusedPart(Call call, RespondWorkflowTaskCompletedRequest request) {
    for (int i = 0; i < request.getCommandsCount(); i++) {
      try {
        scan.scan(request.getCommands(i), new Mentions(call));
        CommandRules.check(call, workflow(call), request.getCommands(i));
      } catch (DenialException e) {
        return RefusedPart.command(request, i);
      }
    }
    try {
      request.getMessagesList().forEach(message -> scan.scan(message, new Mentions(call)));
    } catch (DenialException e) {
      return RefusedPart.MESSAGE;
    }
    return RefusedPart.OTHER;
  }

  private static RefusedPart commandOf(
      RespondWorkflowTaskCompletedRequest request, DelegationNeed refused) {
    for (int i = 0; i < request.getCommandsCount(); i++) {
      if (CommandHeaders.of(request.getCommands(i)).filter(refused.header()::equals).isPresent()) {
        return RefusedPart.command(request, i);
      }
    }
    return RefusedPart.OTHER;
  }

  @Override
  public ResponseVerdict response(Call call, RequestVerdict.Forward forwarded, Message response) {
    if (forwarded.memory().equals(REPORTED)) {
      return MethodRules.deliver(RespondWorkflowTaskCompletedResponse.getDefaultInstance());
    }
    return inline.check(
        call, workflow(call).taskQueue(), (RespondWorkflowTaskCompletedResponse) response);
  }

  private static TaskBinding workflow(Call call) {
    return call.task().orElseThrow().binding();
  }
}
