package dev.locum.launcher.bootstrap;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;

/** Stands for Temporal's frontend in a rehearsal: every poll is answered with the same task. */
final class RehearsedFrontend extends WorkflowServiceImplBase {

  static final String NAMESPACE = "alice";
  static final String QUEUE = "hello-go";
  static final String TYPE = "Hello";
  static final String RUN = "0199b0a4-3c1f-7d5e-8a66-5b1b2c3d4e5f";

  static final WorkflowExecution EXECUTION =
      WorkflowExecution.newBuilder().setWorkflowId("order-4711").setRunId(RUN).build();

  static final Payloads PAYLOADS =
      Payloads.newBuilder()
          .addPayloads(Payload.newBuilder().setData(GatewayRehearsal.bytes(1024)))
          .build();

  private static final StartWorkflowExecutionResponse STARTED =
      StartWorkflowExecutionResponse.newBuilder().setRunId(RUN).setStarted(true).build();

  private static final PollWorkflowTaskQueueResponse WORKFLOW_TASK =
      PollWorkflowTaskQueueResponse.newBuilder()
          .setTaskToken(GatewayRehearsal.bytes(120))
          .setWorkflowExecution(EXECUTION)
          .setWorkflowType(WorkflowType.newBuilder().setName(TYPE))
          .setStartedEventId(3)
          .setAttempt(1)
          .setHistory(
              History.newBuilder()
                  .addEvents(
                      HistoryEvent.newBuilder()
                          .setEventId(1)
                          .setEventTime(Timestamps.fromSeconds(1_764_400_000))
                          .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
                          .setWorkflowExecutionStartedEventAttributes(
                              WorkflowExecutionStartedEventAttributes.newBuilder()
                                  .setWorkflowType(WorkflowType.newBuilder().setName(TYPE))
                                  .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                                  .setOriginalExecutionRunId(RUN)
                                  .setFirstExecutionRunId(RUN)
                                  .setInput(PAYLOADS))))
          .build();

  private static final PollActivityTaskQueueResponse ACTIVITY_TASK =
      PollActivityTaskQueueResponse.newBuilder()
          .setTaskToken(GatewayRehearsal.bytes(120))
          .setWorkflowNamespace(NAMESPACE)
          .setWorkflowType(WorkflowType.newBuilder().setName(TYPE))
          .setWorkflowExecution(EXECUTION)
          .setActivityType(ActivityType.newBuilder().setName("Charge"))
          .setActivityId("activity-1")
          .setInput(PAYLOADS)
          .setScheduledTime(Timestamps.fromSeconds(1_764_400_000))
          .setStartedTime(Timestamps.fromSeconds(1_764_400_001))
          .setAttempt(1)
          .build();

  @Override
  public void startWorkflowExecution(
      StartWorkflowExecutionRequest request,
      StreamObserver<StartWorkflowExecutionResponse> answer) {
    answer(answer, STARTED);
  }

  @Override
  public void pollWorkflowTaskQueue(
      PollWorkflowTaskQueueRequest request, StreamObserver<PollWorkflowTaskQueueResponse> answer) {
    answer(answer, WORKFLOW_TASK);
  }

  @Override
  public void respondWorkflowTaskCompleted(
      RespondWorkflowTaskCompletedRequest request,
      StreamObserver<RespondWorkflowTaskCompletedResponse> answer) {
    answer(answer, RespondWorkflowTaskCompletedResponse.getDefaultInstance());
  }

  @Override
  public void pollActivityTaskQueue(
      PollActivityTaskQueueRequest request, StreamObserver<PollActivityTaskQueueResponse> answer) {
    answer(answer, ACTIVITY_TASK);
  }

  @Override
  public void respondActivityTaskCompleted(
      RespondActivityTaskCompletedRequest request,
      StreamObserver<RespondActivityTaskCompletedResponse> answer) {
    answer(answer, RespondActivityTaskCompletedResponse.getDefaultInstance());
  }

  private static <T extends Message> void answer(StreamObserver<T> to, T with) {
    to.onNext(with);
    to.onCompleted();
  }
}
