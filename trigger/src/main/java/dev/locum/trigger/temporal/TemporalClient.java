package dev.locum.trigger.temporal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls Temporal, each call within a deadline. Thread-safe. */
public final class TemporalClient {

  /** How the trigger shows in histories. */
  private static final String IDENTITY = "locum-trigger";

  private final WorkflowServiceBlockingStub service;
  private final Duration timeout;

  /**
   * A client.
   *
   * @param timeout bounds each call but the long poll for a result
   */
  public TemporalClient(Channel channel, Duration timeout) {
    this.service = WorkflowServiceGrpc.newBlockingStub(channel);
    this.timeout = timeout;
  }

  /**
   * Starts a workflow; an order that was carried out before answers the same run.
   *
   * @return the first run's id
   * @throws DenialException {@code TEMPORAL_UNAVAILABLE} if it was not, or may not have been,
   *     started; {@code REQUEST_INVALID} if Temporal takes no such order
   */
  public String start(StartOrder order) {
    StartWorkflowExecutionRequest request =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace(order.namespace())
            .setWorkflowId(order.workflowId())
            .setWorkflowType(WorkflowType.newBuilder().setName(order.workflowType()))
            .setTaskQueue(TaskQueue.newBuilder().setName(order.taskQueue()))
            .setInput(Payloads.newBuilder().addAllPayloads(order.input()))
            .setHeader(Header.newBuilder().putAllFields(order.headers()))
            .setRequestId(order.requestId())
            .setIdentity(IDENTITY)
            .setWorkflowExecutionTimeout(Durations.fromMillis(order.limit().toMillis()))
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
            .build();
    try {
      return limited().startWorkflowExecution(request).getRunId();
    } catch (StatusRuntimeException e) {
      return alreadyStarted(e).orElseThrow(() -> notStarted(e));
    }
  }

  /**
   * The run of an earlier start: nobody else knows a delegation's workflow id before it is started.
   */
  private static Optional<String> alreadyStarted(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS || status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(WorkflowExecutionAlreadyStartedFailure.class)) {
        try {
          return Optional.of(
              detail.unpack(WorkflowExecutionAlreadyStartedFailure.class).getRunId());
        } catch (InvalidProtocolBufferException malformed) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** What repeating does not mend is not told as something that passes. */
  private static DenialException notStarted(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
        ? new DenialException(
            DenialReason.REQUEST_INVALID, "input: Temporal did not accept the start")
        : unavailable(e);
  }

  /**
   * Where a workflow stands; empty if Temporal does not know it.
   *
   * @param firstRun the first run of the chain that is meant, so that another workflow that took
   *     the id later is not taken for it; empty: not known
   */
  public Optional<WorkState> describe(String namespace, String workflowId, String firstRun) {
    try {
      WorkflowExecutionInfo info =
          limited()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(namespace)
                      .setExecution(execution(workflowId))
                      .build())
              .getWorkflowExecutionInfo();
      // A server that does not tell the first run of a chain leaves it empty.
      boolean isOther =
          !firstRun.isEmpty()
              && !info.getFirstRunId().isEmpty()
              && !info.getFirstRunId().equals(firstRun);
      if (isOther) {
        return Optional.empty();
      }
      return Optional.of(
          new WorkState(
              status(info),
              info.getExecution().getRunId(),
              info.hasCloseTime() ? Optional.of(info.getCloseTime()) : Optional.empty()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw unavailable(e);
    }
  }

  /** Sends a signal with its context. */
  public void signal(
      String namespace,
      String workflowId,
      String name,
      List<Payload> input,
      Map<String, Payload> headers) {
    called(() ->
        limited()
            .signalWorkflowExecution(
                SignalWorkflowExecutionRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowExecution(execution(workflowId))
                    .setSignalName(name)
                    .setInput(Payloads.newBuilder().addAllPayloads(input))
                    .setHeader(Header.newBuilder().putAllFields(headers))
                    .setRequestId(UUID.randomUUID().toString())
                    .setIdentity(IDENTITY)
                    .build()));
  }

  /** Asks a query with its context; the answer's first payload. */
  public Optional<Payload> query(
      String namespace,
      String workflowId,
      String type,
      List<Payload> input,
      Map<String, Payload> headers) {
    Payloads result =
        called(() ->
                limited()
                    .queryWorkflow(
                        QueryWorkflowRequest.newBuilder()
                            .setNamespace(namespace)
                            .setExecution(execution(workflowId))
                            .setQuery(
                                WorkflowQuery.newBuilder()
                                    .setQueryType(type)
                                    .setQueryArgs(Payloads.newBuilder().addAllPayloads(input))
                                    .setHeader(Header.newBuilder().putAllFields(headers)))
                            .build()))
            .getQueryResult();
    return result.getPayloadsCount() == 0 ? Optional.empty() : Optional.of(result.getPayloads(0));
  }

  /**
   * Asks a workflow to cancel itself.
   *
   * @param firstRun the first run of the chain that is meant; empty: not known
   */
  public void cancel(String namespace, String workflowId, String firstRun, String reason) {
    called(() ->
        limited()
            .requestCancelWorkflowExecution(
                RequestCancelWorkflowExecutionRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowExecution(execution(workflowId))
                    .setFirstExecutionRunId(firstRun)
                    .setReason(reason)
                    .setRequestId(UUID.randomUUID().toString())
                    .setIdentity(IDENTITY)
                    .build()));
  }

  /**
   * Waits for the event that ends a workflow, in whichever run; empty if it does not come in time,
   * or Temporal does not know the workflow.
   */
  public Optional<HistoryEvent> awaitClose(String namespace, String workflowId, Duration wait) {
    try {
      return wait.isZero()
          ? lastEvent(namespace, execution(workflowId), limit(), false)
          : awaitLast(namespace, workflowId, wait);
    } catch (StatusRuntimeException e) {
      boolean isOver = !wait.isZero() && e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
      if (isOver || e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw unavailable(e);
    }
  }

  private Optional<HistoryEvent> awaitLast(String namespace, String workflowId, Duration wait) {
    Deadline end = Deadline.after(wait.toMillis(), TimeUnit.MILLISECONDS);
    WorkflowExecution run = execution(workflowId);
    // A server ends a long poll before its deadline, with nothing.
    while (!end.isExpired()) {
      Optional<HistoryEvent> last = lastEvent(namespace, run, end, true);
      String next = last.map(TemporalClient::nextRun).orElse("");
      if (last.isPresent() && next.isEmpty()) {
        return last;
      }
      run = run.toBuilder().setRunId(next).build();
    }
    return Optional.empty();
  }

  private Optional<HistoryEvent> lastEvent(
      String namespace, WorkflowExecution run, Deadline end, boolean isPatient) {
    History history =
        service
            .withDeadline(end)
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(namespace)
                    .setExecution(run)
                    .setHistoryEventFilterType(
                        HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                    .setWaitNewEvent(isPatient)
                    .build())
            .getHistory();
    return history.getEventsCount() == 0
        ? Optional.empty()
        : Optional.of(history.getEvents(history.getEventsCount() - 1));
  }

  /** The run that goes on where this event ended one; empty: none. */
  private static String nextRun(HistoryEvent event) {
    return switch (event.getAttributesCase()) {
      case WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
      case WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId();
      case WORKFLOW_EXECUTION_FAILED_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionFailedEventAttributes().getNewExecutionRunId();
      case WORKFLOW_EXECUTION_TIMED_OUT_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionTimedOutEventAttributes().getNewExecutionRunId();
      default -> "";
    };
  }

  private static WorkStatus status(WorkflowExecutionInfo info) {
    return switch (info.getStatus()) {
      case WORKFLOW_EXECUTION_STATUS_COMPLETED -> WorkStatus.WORK_STATUS_COMPLETED;
      case WORKFLOW_EXECUTION_STATUS_FAILED -> WorkStatus.WORK_STATUS_FAILED;
      case WORKFLOW_EXECUTION_STATUS_CANCELED -> WorkStatus.WORK_STATUS_CANCELLED;
      case WORKFLOW_EXECUTION_STATUS_TERMINATED -> WorkStatus.WORK_STATUS_TERMINATED;
      case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> WorkStatus.WORK_STATUS_TIMED_OUT;
      // Continued as new, paused, or a state of a newer server: the chain goes on.
      default -> WorkStatus.WORK_STATUS_RUNNING;
    };
  }

  private static WorkflowExecution execution(String workflowId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
  }

  private WorkflowServiceBlockingStub limited() {
    return service.withDeadline(limit());
  }

  private Deadline limit() {
    return Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static <T> T called(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw switch (e.getStatus().getCode()) {
        case NOT_FOUND ->
            new DenialException(DenialReason.STATE_CONFLICT, "the workflow is not open any more");
        case INVALID_ARGUMENT, FAILED_PRECONDITION ->
            new DenialException(
                DenialReason.STATE_CONFLICT, "Temporal: " + e.getStatus().getCode());
        default -> unavailable(e);
      };
    }
  }

  private static DenialException unavailable(StatusRuntimeException e) {
    return new DenialException(
        DenialReason.TEMPORAL_UNAVAILABLE, "Temporal: " + e.getStatus().getCode());
  }
}
