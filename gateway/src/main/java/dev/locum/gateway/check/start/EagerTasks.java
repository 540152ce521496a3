package dev.locum.gateway.check.start;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.poll.CheckedTask;
import dev.locum.gateway.check.poll.TaskReports;
import dev.locum.gateway.check.poll.WorkflowTasks;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.history.v1.History;
import dev.locum.temporalapi.history.v1.WorkflowExecutionStartedEventAttributes;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.function.Function;

/**
 * The first task of a workflow, which comes with the answer to its start (an eager start). Only a
 * worker that starts work as well gets one, of a queue that it serves; it is checked and sealed as
 * a polled one is.
 *
 * <p>It was never polled for: its history must show the very start that was asked for. To a start
 * that repeats the request id of an earlier one Temporal answers with the task of the workflow that
 * runs, of whatever queue and type that is, and whoever has that task already.
 */
final class EagerTasks {

  private final WorkflowTasks tasks;

  EagerTasks(WorkflowTasks tasks) {
    this.tasks = tasks;
  }

  /** The start without the wish for a task, unless who starts it may have the task. */
  static StartWorkflowExecutionRequest granted(Call call, StartWorkflowExecutionRequest start) {
    return !start.getRequestEagerExecution() || mayHave(call, start)
        ? start
        : start.toBuilder()
            .clearRequestEagerExecution()
            .clearEagerWorkerDeploymentOptions()
            .build();
  }

  private static boolean mayHave(Call call, StartWorkflowExecutionRequest start) {
    return call.asWorker()
        .filter(worker -> worker.mayUseQueue(start.getTaskQueue().getName()))
        .isPresent();
  }

  /**
   * The answer to a start that holds a task.
   *
   * @param start what was forwarded
   * @param with the answer with a task in it
   * @param without the answer without one
   */
  ResponseVerdict check(
      Call call,
      StartWorkflowExecutionRequest start,
      PollWorkflowTaskQueueResponse task,
      Function<PollWorkflowTaskQueueResponse, Message> with,
      Message without) {
    if (!start.getRequestEagerExecution() || !mayHave(call, start)) {
      return back(call, task, without);
    }
    if (!isOfStart(start, task)) {
      // Somebody else has it, and answers it.
      return new ResponseVerdict.Withhold(
          DenialReason.DELEGATION_NOT_HERE, "the task of another start", List.of(), without);
    }
    CheckedTask<PollWorkflowTaskQueueResponse> checked =
        tasks.check(call.asWorker().orElseThrow(), start.getTaskQueue().getName(), task);
    return checked
        .refusal()
        .<ResponseVerdict>map(
            why -> new ResponseVerdict.Withhold(why.reason(), why.detail(), why.reports(), without))
        .orElseGet(() ->
            new ResponseVerdict.Deliver(
                with.apply(checked.sealed()),
                checked.delegations(),
                (refused, reason, detail) ->
                    instead(checked.reports().withhold(refused, reason, detail), without)));
  }

  private static boolean isOfStart(
      StartWorkflowExecutionRequest start, PollWorkflowTaskQueueResponse task) {
    History history = task.getHistory();
    if (history.getEventsCount() == 0
        || !history.getEvents(0).hasWorkflowExecutionStartedEventAttributes()) {
      return false;
    }
    WorkflowExecutionStartedEventAttributes started =
        history.getEvents(0).getWorkflowExecutionStartedEventAttributes();
    return task.getWorkflowExecution().getWorkflowId().equals(start.getWorkflowId())
        && task.getWorkflowType().getName().equals(start.getWorkflowType().getName())
        && started.getWorkflowType().getName().equals(start.getWorkflowType().getName())
        && started.getTaskQueue().getName().equals(start.getTaskQueue().getName());
  }

  private static ResponseVerdict.Withhold instead(
      ResponseVerdict.Withhold refused, Message without) {
    return new ResponseVerdict.Withhold(
        refused.reason(), refused.detail(), refused.reports(), without);
  }

  /** Another worker gets it at once. */
  private static ResponseVerdict.Withhold back(
      Call call, PollWorkflowTaskQueueResponse task, Message without) {
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
        without);
  }
}
