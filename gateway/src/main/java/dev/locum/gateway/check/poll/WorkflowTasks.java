package dev.locum.gateway.check.poll;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.QueueNames;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.check.ResponseVerdict.Withhold;
import dev.locum.gateway.seal.PageBinding;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.history.v1.WorkflowExecutionStartedEventAttributes;
import dev.locum.temporalapi.protocol.v1.Message;
import dev.locum.temporalapi.query.v1.WorkflowQuery;
import dev.locum.temporalapi.update.v1.Request;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks and seals workflow tasks and queries, wherever they are handed out. Thread-safe.
 *
 * <p>The header that a workflow was started with is looked at when its first event is in the task;
 * a sticky task that only holds what is new went, with its start, to the same workload before, and
 * what the worker answers to it is verified (docs/adr/0039). Signals were verified when they were
 * sent, and count as part of the history.
 */
public final class WorkflowTasks {

  /** The method that takes the page token of a task's history. */
  public static final String HISTORY =
      "temporal.api.workflowservice.v1.WorkflowService/GetWorkflowExecutionHistory";

  private final TokenSeal seal;

  /** Seals with that. */
  public WorkflowTasks(TokenSeal seal) {
    this.seal = seal;
  }

  /**
   * Checks a task.
   *
   * @param polled the normal queue that it was handed out for
   * @param task what Temporal handed out; one without a token is no task
   */
  public CheckedTask<PollWorkflowTaskQueueResponse> check(
      Call call, String polled, PollWorkflowTaskQueueResponse task) {
    if (task.getTaskToken().isEmpty()) {
      return new CheckedTask<>(
          task, task, List.of(), (n, reason, d) -> none(reason, d, task), Optional.empty());
    }
    PollWorkflowTaskQueueResponse empty = withoutTask(task);
    String named = task.getWorkflowExecutionTaskQueue().getName();
    // Some servers name the sticky queue that the task came from instead of the workflow's own.
    String queue = named.isEmpty() || QueueNames.isOwnSticky(call.caller(), named) ? polled : named;
    return new CheckedTask<>(
        sealed(call, queue, task),
        empty,
        delegations(call, queue, task),
        (refused, reason, detail) ->
            new Withhold(
                reason, detail, reports(call.namespace(), task, refused.place(), reason), empty),
        misplaced(call, queue, task));
  }

  private static Withhold none(
      DenialReason reason, String detail, PollWorkflowTaskQueueResponse task) {
    return new Withhold(reason, detail, List.of(), task);
  }

  /** A task of somebody else's goes back, unharmed. */
  private static Optional<CheckedTask.Refusal> misplaced(
      Call call, String queue, PollWorkflowTaskQueueResponse task) {
    if (!call.owns(task.getWorkflowExecution().getWorkflowId())) {
      return Optional.of(
          back(call, task, DenialReason.DELEGATION_WRONG_TENANT, "a workflow of another tenant"));
    }
    if (!call.mayUseQueue(queue)) {
      return Optional.of(
          back(call, task, DenialReason.DELEGATION_WRONG_QUEUE, "a workflow of another queue"));
    }
    return Optional.empty();
  }

  private static CheckedTask.Refusal back(
      Call call, PollWorkflowTaskQueueResponse task, DenialReason reason, String detail) {
    return new CheckedTask.Refusal(
        reason, detail, reports(call.namespace(), task, Place.MESSAGE, reason));
  }

  private static List<UpstreamCall> reports(
      String namespace, PollWorkflowTaskQueueResponse task, Place place, DenialReason reason) {
    ByteString token = task.getTaskToken();
    if (task.hasQuery()) {
      return List.of(TaskReports.queryFailed(namespace, token, reason));
    }
    // Only a start that may never act ends the workflow: not one that is at the wrong worker, or
    // that nobody can judge now, and not a message to it.
    if (place == Place.DISPATCH && !reason.isRetryable()) {
      return List.of(TaskReports.workflowFailed(namespace, token, reason));
    }
    return TaskReports.isRecorded(task.getAttempt())
        ? List.of(
            TaskReports.taskFailed(
                namespace,
                token,
                WorkflowTaskFailedCause
                    .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
                reason))
        : List.of();
  }

  private static List<DelegationNeed> delegations(
      Call call, String queue, PollWorkflowTaskQueueResponse task) {
    List<DelegationNeed> needs = new ArrayList<>();
    started(task)
        .ifPresent(started ->
            needs.addAll(
                call.needs(
                    Place.DISPATCH, started.getHeader(), target(call, queue, task, started))));
    DelegationNeed.Target target =
        call.workflow(
            task.getWorkflowExecution().getWorkflowId(), task.getWorkflowExecution().getRunId());
    if (task.hasQuery()) {
      needs.addAll(call.needs(Place.MESSAGE, task.getQuery().getHeader(), target));
    }
    for (WorkflowQuery query : task.getQueriesMap().values()) {
      needs.addAll(call.needs(Place.MESSAGE, query.getHeader(), target));
    }
    for (Message message : task.getMessagesList()) {
      update(message.getBody())
          .ifPresent(header -> needs.addAll(call.needs(Place.MESSAGE, header, target)));
    }
    return needs;
  }

  private static Optional<WorkflowExecutionStartedEventAttributes> started(
      PollWorkflowTaskQueueResponse task) {
    return task.getHistory().getEventsCount() > 0
            && task.getHistory().getEvents(0).hasWorkflowExecutionStartedEventAttributes()
        ? Optional.of(task.getHistory().getEvents(0).getWorkflowExecutionStartedEventAttributes())
        : Optional.empty();
  }

  /** An update whose request cannot be read has no delegation, which the namespace may need. */
  private static Optional<Header> update(Any body) {
    if (!body.is(Request.class)) {
      return Optional.empty();
    }
    try {
      return Optional.of(body.unpack(Request.class).getInput().getHeader());
    } catch (InvalidProtocolBufferException e) {
      return Optional.of(Header.getDefaultInstance());
    }
  }

  private static DelegationNeed.Target target(
      Call call,
      String queue,
      PollWorkflowTaskQueueResponse task,
      WorkflowExecutionStartedEventAttributes started) {
    return new DelegationNeed.Target(
        call.namespace(),
        task.getWorkflowType().getName(),
        task.getWorkflowExecution().getWorkflowId(),
        task.getWorkflowExecution().getRunId(),
        started.getFirstExecutionRunId(),
        queue,
        started.getRootWorkflowExecution().getWorkflowId(),
        started.getRootWorkflowExecution().getRunId());
  }

  private PollWorkflowTaskQueueResponse sealed(
      Call call, String queue, PollWorkflowTaskQueueResponse task) {
    String workflowId = task.getWorkflowExecution().getWorkflowId();
    TaskBinding binding =
        new TaskBinding(
            call.tenant(),
            call.namespace(),
            queue,
            workflowId,
            task.getWorkflowExecution().getRunId(),
            task.getWorkflowType().getName(),
            task.getAttempt());
    SealKind kind = task.hasQuery() ? SealKind.QUERY_TASK : SealKind.WORKFLOW_TASK;
    return task.toBuilder()
        .setTaskToken(seal.seal(kind, binding, task.getTaskToken()))
        .setNextPageToken(
            seal.seal(
                SealKind.HISTORY_PAGE,
                new PageBinding(call.tenant(), call.namespace(), HISTORY, workflowId),
                task.getNextPageToken()))
        .build();
  }

  /** What an empty poll says: how to go on polling. */
  @SuppressWarnings("deprecation") // older servers and SDKs still speak it
  private static PollWorkflowTaskQueueResponse withoutTask(PollWorkflowTaskQueueResponse task) {
    PollWorkflowTaskQueueResponse.Builder empty =
        PollWorkflowTaskQueueResponse.newBuilder()
            .setPollerGroupId(task.getPollerGroupId())
            .addAllPollerGroupInfos(task.getPollerGroupInfosList());
    if (task.hasPollerGroupsInfo()) {
      empty.setPollerGroupsInfo(task.getPollerGroupsInfo());
    }
    return empty.build();
  }
}
