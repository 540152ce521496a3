package dev.locum.launcher.demo;

import com.google.protobuf.ByteString;
import dev.locum.launcher.stage.TemporalProbe;
import dev.locum.launcher.topology.World;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import io.grpc.Channel;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.concurrent.TimeUnit;

/**
 * A task of another tenant's, taken by polling Temporal itself, around the worker library: what a
 * compromised worker gets where no gateway stands before Temporal.
 *
 * @param taskToken Temporal's token of the task
 * @param execution the workflow
 * @param runId its first run
 * @param context what its header says
 */
record StolenTask(
    ByteString taskToken, WorkflowExecution execution, String runId, DelegationContext context) {

  private static final String IDENTITY = "bob-worker";

  /** As long as workers poll. */
  private static final long POLL_SECONDS = 70;

  /** Polls until a task comes. */
  static StolenTask poll(TemporalProbe temporal, String taskQueue) {
    PollWorkflowTaskQueueResponse task = temporal.stub().pollWorkflowTaskQueue(of(taskQueue));
    HistoryEvent first = task.getHistory().getEvents(0);
    WorkflowExecutionStartedEventAttributes started =
        first.getWorkflowExecutionStartedEventAttributes();
    return new StolenTask(
        task.getTaskToken(),
        task.getWorkflowExecution(),
        started.getFirstExecutionRunId(),
        LocumHeaders.decode(started.getHeader().getFieldsMap()));
  }

  /** Polls as his worker does, on a connection of his. */
  static PollWorkflowTaskQueueResponse pollOnce(Channel connection, String taskQueue) {
    return WorkflowServiceGrpc.newBlockingStub(connection)
        .withDeadlineAfter(POLL_SECONDS, TimeUnit.SECONDS)
        .pollWorkflowTaskQueue(of(taskQueue));
  }

  private static PollWorkflowTaskQueueRequest of(String taskQueue) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(World.NAMESPACE)
        .setTaskQueue(TaskQueue.newBuilder().setName(taskQueue))
        .setIdentity(IDENTITY)
        .build();
  }

  /** Gives the task back, as the library does: Temporal hands it out again. */
  void giveBack(TemporalProbe temporal) {
    temporal
        .stub()
        .respondWorkflowTaskFailed(
            RespondWorkflowTaskFailedRequest.newBuilder()
                .setNamespace(World.NAMESPACE)
                .setTaskToken(taskToken)
                .setCause(
                    WorkflowTaskFailedCause
                        .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE)
                .setIdentity(IDENTITY)
                .build());
  }
}
