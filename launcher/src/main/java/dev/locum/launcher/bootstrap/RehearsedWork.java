package dev.locum.launcher.bootstrap;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls of a workflow of one activity, as client and worker make them. Thread-safe. */
final class RehearsedWork {

  private static final String IDENTITY = "4711@rehearsal";

  /** One workflow in so many has a large input. */
  private static final int LARGE = 16;

  private static final TaskQueue QUEUE =
      TaskQueue.newBuilder().setName(RehearsedFrontend.QUEUE).build();

  private static final Payloads LARGE_INPUT =
      Payloads.newBuilder()
          .addPayloads(Payload.newBuilder().setData(GatewayRehearsal.bytes(100 * 1024)))
          .build();

  private static final Command ACTIVITY =
      Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
          .setScheduleActivityTaskCommandAttributes(
              ScheduleActivityTaskCommandAttributes.newBuilder()
                  .setActivityId("activity-1")
                  .setActivityType(ActivityType.newBuilder().setName("Charge"))
                  .setTaskQueue(QUEUE)
                  .setInput(RehearsedFrontend.PAYLOADS))
          .build();

  private static final Command COMPLETE =
      Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
          .setCompleteWorkflowExecutionCommandAttributes(
              CompleteWorkflowExecutionCommandAttributes.newBuilder()
                  .setResult(RehearsedFrontend.PAYLOADS))
          .build();

  private final WorkflowServiceBlockingStub client;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * Work.
   *
   * @param client who starts
   * @param apiKey by which it proves itself; secret
   */
  RehearsedWork(WorkflowServiceBlockingStub client, String apiKey) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + apiKey);
    this.client = client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /**
   * One workflow.
   *
   * @throws IllegalStateException if a task does not come: what was rehearsed would be a refusal
   */
  void once(WorkflowServiceBlockingStub connection) {
    WorkflowServiceBlockingStub worker = connection.withDeadlineAfter(70, TimeUnit.SECONDS);
    client.withDeadlineAfter(10, TimeUnit.SECONDS).startWorkflowExecution(start());
    completeWorkflowTask(worker, ACTIVITY);
    completeActivity(worker);
    completeWorkflowTask(worker, COMPLETE);
  }

  private StartWorkflowExecutionRequest start() {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace(RehearsedFrontend.NAMESPACE)
        .setWorkflowId("order-4711")
        .setWorkflowType(WorkflowType.newBuilder().setName(RehearsedFrontend.TYPE))
        .setTaskQueue(QUEUE)
        .setIdentity(IDENTITY)
        .setRequestId(RehearsedFrontend.RUN)
        .setInput(started.incrementAndGet() % LARGE == 0 ? LARGE_INPUT : RehearsedFrontend.PAYLOADS)
        .build();
  }

  private static void completeWorkflowTask(WorkflowServiceBlockingStub worker, Command command) {
    ByteString token =
        worker
            .pollWorkflowTaskQueue(
                PollWorkflowTaskQueueRequest.newBuilder()
                    .setNamespace(RehearsedFrontend.NAMESPACE)
                    .setTaskQueue(QUEUE)
                    .setIdentity(IDENTITY)
                    .build())
            .getTaskToken();
    worker.respondWorkflowTaskCompleted(
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setNamespace(RehearsedFrontend.NAMESPACE)
            .setTaskToken(delivered(token))
            .setIdentity(IDENTITY)
            .addCommands(command)
            .build());
  }

  private static void completeActivity(WorkflowServiceBlockingStub worker) {
    ByteString token =
        worker
            .pollActivityTaskQueue(
                PollActivityTaskQueueRequest.newBuilder()
                    .setNamespace(RehearsedFrontend.NAMESPACE)
                    .setTaskQueue(QUEUE)
                    .setIdentity(IDENTITY)
                    .build())
            .getTaskToken();
    worker.respondActivityTaskCompleted(
        RespondActivityTaskCompletedRequest.newBuilder()
            .setNamespace(RehearsedFrontend.NAMESPACE)
            .setTaskToken(delivered(token))
            .setIdentity(IDENTITY)
            .setResult(RehearsedFrontend.PAYLOADS)
            .build());
  }

  private static ByteString delivered(ByteString token) {
    if (token.isEmpty()) {
      throw new IllegalStateException("rehearsal: a poll without a task");
    }
    return token;
  }
}
