package dev.locum.gateway.check.command;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.check.ResponseVerdict.Withhold;
import dev.locum.gateway.check.poll.ActivityTasks;
import dev.locum.gateway.check.poll.CheckedTask;
import dev.locum.gateway.check.poll.WorkflowTasks;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks that the answer to a completion holds: they never pass a poll.
 *
 * <p>The delegations of inline activities were verified with the commands that ordered them, in
 * this same call.
 */
final class InlineTasks {

  private final WorkflowTasks workflows;
  private final ActivityTasks activities;

  InlineTasks(WorkflowTasks workflows, ActivityTasks activities) {
    this.workflows = workflows;
    this.activities = activities;
  }

  ResponseVerdict check(Call call, String queue, RespondWorkflowTaskCompletedResponse response) {
    if (!response.hasWorkflowTask() && response.getActivityTasksCount() == 0) {
      return MethodRules.deliver(response);
    }
    List<CheckedTask.Refusal> refusals = new ArrayList<>();
    RespondWorkflowTaskCompletedResponse.Builder rest =
        RespondWorkflowTaskCompletedResponse.newBuilder()
            .setResetHistoryEventId(response.getResetHistoryEventId());
    for (PollActivityTaskQueueResponse task : response.getActivityTasksList()) {
      CheckedTask<PollActivityTaskQueueResponse> checked = activities.check(call, queue, task);
      checked
          .refusal()
          .ifPresentOrElse(refusals::add, () -> rest.addActivityTasks(checked.sealed()));
    }
    if (!response.hasWorkflowTask()) {
      return withoutWorkflowTask(refusals, rest.build());
    }
    CheckedTask<PollWorkflowTaskQueueResponse> next =
        workflows.check(call, queue, response.getWorkflowTask());
    next.refusal().ifPresent(refusals::add);
    if (refusals.isEmpty()) {
      return new ResponseVerdict.Deliver(
          rest.clone().setWorkflowTask(next.sealed()).build(),
          next.delegations(),
          (refused, reason, detail) ->
              withhold(next.reports().withhold(refused, reason, detail), rest.build()));
    }
    // What is left of the answer is not verified any more, so that the next task goes back too.
    if (next.refusal().isEmpty()) {
      refusals.add(back(call, next));
    }
    return withoutWorkflowTask(refusals, rest.build());
  }

  private static CheckedTask.Refusal back(
      Call call, CheckedTask<PollWorkflowTaskQueueResponse> task) {
    DenialReason reason = DenialReason.DELEGATION_NOT_HERE;
    DelegationNeed need =
        new DelegationNeed(
            call.caller().role(),
            Place.MESSAGE,
            false,
            Header.getDefaultInstance(),
            call.workflow("", ""));
    List<UpstreamCall> reports = task.reports().withhold(need, reason, "").reports();
    return new CheckedTask.Refusal(reason, "handed out beside one that is withheld", reports);
  }

  private static Withhold withhold(Withhold refused, RespondWorkflowTaskCompletedResponse rest) {
    return new Withhold(refused.reason(), refused.detail(), refused.reports(), rest);
  }

  private static ResponseVerdict withoutWorkflowTask(
      List<CheckedTask.Refusal> refusals, RespondWorkflowTaskCompletedResponse rest) {
    Optional<CheckedTask.Refusal> first = refusals.stream().findFirst();
    if (first.isEmpty()) {
      return MethodRules.deliver(rest);
    }
    return new Withhold(
        first.get().reason(),
        first.get().detail(),
        refusals.stream().flatMap(refusal -> refusal.reports().stream()).toList(),
        rest);
  }
}
