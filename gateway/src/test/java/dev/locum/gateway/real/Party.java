package dev.locum.gateway.real;

import com.google.protobuf.ByteString;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.CompleteWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.TerminateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who calls Temporal by hand.
 *
 * @param channel how it reaches Temporal
 * @param namespace where its calls are
 */
record Party(Channel channel, String namespace) {

  private static final int LONG = 60;

  /** Long enough for Temporal to hand out what it has, also on a busy machine. */
  private static final int SHORT = 8;

  WorkflowServiceGrpc.WorkflowServiceBlockingStub calls() {
    return calls(LONG);
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub calls(int seconds) {
    return WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(seconds, TimeUnit.SECONDS);
  }

  static WorkflowExecution execution(String workflowId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
  }

  static StartWorkflowExecutionRequest.Builder startOf(String workflowId, String queue) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace(RealWorld.SHARED)
        .setRequestId(UUID.randomUUID().toString())
        .setWorkflowId(workflowId)
        .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
        .setTaskQueue(TaskQueue.newBuilder().setName(queue));
  }

  /** The same one with calls in another namespace. */
  Party in(String other) {
    return new Party(channel, other);
  }

  /** Starts a workflow; answers its run. */
  String start(String workflowId, String queue) {
    return calls()
        .startWorkflowExecution(startOf(workflowId, queue).setNamespace(namespace).build())
        .getRunId();
  }

  /** Waits for a workflow task; the embedded server tells of ended workflows with an empty one. */
  PollWorkflowTaskQueueResponse poll(String queue) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG);
    PollWorkflowTaskQueueResponse task;
    do {
      task = poll(TaskQueue.newBuilder().setName(queue).build(), LONG);
    } while (task.getTaskToken().isEmpty() && System.nanoTime() < limit);
    return task;
  }

  /** Takes what there is; the answer may be without a task. */
  PollWorkflowTaskQueueResponse glance(TaskQueue queue) {
    try {
      return poll(queue, SHORT);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
        throw e;
      }
      return PollWorkflowTaskQueueResponse.getDefaultInstance();
    }
  }

  private PollWorkflowTaskQueueResponse poll(TaskQueue queue, int seconds) {
    return calls(seconds)
        .pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskQueue(queue)
                .setIdentity("by-hand")
                .build());
  }

  /** Waits for an activity task. */
  PollActivityTaskQueueResponse pollActivity(String queue) {
    return calls()
        .pollActivityTaskQueue(
            PollActivityTaskQueueRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setIdentity("by-hand")
                .build());
  }

  /** Answers a workflow task. */
  void answer(ByteString taskToken, Command command) {
    calls()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskToken(taskToken)
                .addCommands(command)
                .build());
  }

  /** Answers a workflow task without an order: its workflow waits. */
  void answerNothing(ByteString taskToken) {
    calls()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskToken(taskToken)
                .build());
  }

  /** Takes the next workflow task of a queue and completes its workflow. */
  void finishNext(String queue) {
    answer(poll(queue).getTaskToken(), completion());
  }

  static Command completion() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
        .setCompleteWorkflowExecutionCommandAttributes(
            CompleteWorkflowExecutionCommandAttributes.getDefaultInstance())
        .build();
  }

  void terminate(String workflowId) {
    calls()
        .terminateWorkflowExecution(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setWorkflowExecution(execution(workflowId))
                .build());
  }

  WorkflowExecutionStatus status(String workflowId) {
    return calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution(workflowId))
                .build())
        .getWorkflowExecutionInfo()
        .getStatus();
  }

  List<HistoryEvent> history(String workflowId) {
    return history(workflowId, "");
  }

  List<HistoryEvent> history(String workflowId, String runId) {
    return calls()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution(workflowId).toBuilder().setRunId(runId))
                .build())
        .getHistory()
        .getEventsList();
  }
}
