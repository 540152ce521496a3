package dev.locum.gateway.check.poll;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.ResponseVerdict.Withhold;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;

/** Checks and seals activity tasks, wherever they are handed out. Thread-safe. */
public final class ActivityTasks {

  private final TokenSeal seal;

  /** Seals with that. */
  public ActivityTasks(TokenSeal seal) {
    this.seal = seal;
  }

  /**
   * Checks a task.
   *
   * @param queue the queue that it was handed out for
   * @param task what Temporal handed out; one without a token is no task
   */
  public CheckedTask<PollActivityTaskQueueResponse> check(
      Call call, String queue, PollActivityTaskQueueResponse task) {
    if (task.getTaskToken().isEmpty()) {
      return new CheckedTask<>(
          task,
          task,
          List.of(),
          (n, reason, detail) -> new Withhold(reason, detail, List.of(), task),
          Optional.empty());
    }
    PollActivityTaskQueueResponse empty = withoutTask(task);
    return new CheckedTask<>(
        sealed(call, queue, task),
        empty,
        call.needs(Place.DISPATCH, task.getHeader(), target(call, queue, task)),
        (refused, reason, detail) ->
            new Withhold(
                reason,
                detail,
                List.of(TaskReports.activityFailed(call.namespace(), task, reason)),
                empty),
        misplaced(call, queue, task));
  }

  /**
   * An activity of another tenant's goes back, and one of a queue whose grant has ended since it
   * was polled. One without a workflow was started around the gateway, and no worker behind it ever
   * gets one (docs/adr/0046): it would go round for ever.
   */
  private static Optional<CheckedTask.Refusal> misplaced(
      Call call, String queue, PollActivityTaskQueueResponse task) {
    if (!call.mayUseQueue(queue)) {
      return Optional.of(
          new CheckedTask.Refusal(
              DenialReason.DELEGATION_NOT_HERE,
              "an activity of a queue without grant",
              List.of(
                  TaskReports.activityFailed(
                      call.namespace(), task, DenialReason.DELEGATION_NOT_HERE))));
    }
    String namespace = task.getWorkflowNamespace();
    boolean isOurs =
        call.owns(task.getWorkflowExecution().getWorkflowId())
            && (namespace.isEmpty() || namespace.equals(call.namespace()));
    if (isOurs) {
      return Optional.empty();
    }
    DenialReason reason =
        task.getWorkflowExecution().getWorkflowId().isEmpty()
            ? DenialReason.DELEGATION_WRONG_WORKFLOW
            : DenialReason.DELEGATION_WRONG_TENANT;
    return Optional.of(
        new CheckedTask.Refusal(
            reason,
            "an activity of no workflow of the tenant's",
            List.of(TaskReports.activityFailed(call.namespace(), task, reason))));
  }

  private static DelegationNeed.Target target(
      Call call, String queue, PollActivityTaskQueueResponse task) {
    return new DelegationNeed.Target(
        call.namespace(),
        task.getWorkflowType().getName(),
        task.getWorkflowExecution().getWorkflowId(),
        task.getWorkflowExecution().getRunId(),
        "",
        queue,
        "",
        "");
  }

  private PollActivityTaskQueueResponse sealed(
      Call call, String queue, PollActivityTaskQueueResponse task) {
    TaskBinding binding =
        new TaskBinding(
            call.tenant(),
            call.namespace(),
            queue,
            task.getWorkflowExecution().getWorkflowId(),
            task.getWorkflowExecution().getRunId(),
            task.getWorkflowType().getName(),
            task.getAttempt());
    return task.toBuilder()
        .setTaskToken(seal.seal(SealKind.ACTIVITY_TASK, binding, task.getTaskToken()))
        .build();
  }

  @SuppressWarnings("deprecation") // older servers and SDKs still speak it
  private static PollActivityTaskQueueResponse withoutTask(PollActivityTaskQueueResponse task) {
    PollActivityTaskQueueResponse.Builder empty =
        PollActivityTaskQueueResponse.newBuilder()
            .addAllPollerGroupInfos(task.getPollerGroupInfosList());
    if (task.hasPollerGroupsInfo()) {
      empty.setPollerGroupsInfo(task.getPollerGroupsInfo());
    }
    return empty.build();
  }
}
