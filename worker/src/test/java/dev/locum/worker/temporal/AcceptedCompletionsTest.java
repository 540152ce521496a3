package dev.locum.worker.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Only what Temporal has accepted has ended. */
@Timeout(60)
final class AcceptedCompletionsTest {

  private static final ByteString TOKEN = ByteString.copyFromUtf8("token-of-run-1");

  private final Engine engine = new Engine();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private Server server;
  private ManagedChannel channel;
  private WorkflowServiceGrpc.WorkflowServiceBlockingStub worker;

  @BeforeEach
  void start() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .addService(engine)
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, server.getPort()))
            .usePlaintext()
            .build();
    worker =
        WorkflowServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(
                channel,
                new AcceptedCompletions((run, command) -> ended.add(run + " " + command))));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void completion_acceptedWithAClosingCommand_endsItsRun() {
    poll();

    complete(CommandType.COMMAND_TYPE_START_TIMER, completed());

    assertThat(ended).containsExactly("run-1 COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION");
  }

  /** A signal that came meanwhile: the workflow is replayed and goes on. */
  @Test
  void completion_refused_endsNothing() {
    engine.refusing = true;
    poll();

    assertThatThrownBy(() -> complete(completed())).isInstanceOf(StatusRuntimeException.class);

    assertThat(ended).isEmpty();
  }

  @Test
  void completion_withoutAClosingCommand_endsNothing() {
    poll();

    complete(CommandType.COMMAND_TYPE_START_TIMER);

    assertThat(ended).isEmpty();
  }

  /** A part of a completion that is sent in several is not yet the end. */
  @Test
  void completion_intermediatePage_endsNothing() {
    poll();

    worker.respondWorkflowTaskCompleted(
        request(completed()).toBuilder().setIntermediatePage(true).build());

    assertThat(ended).isEmpty();
  }

  /** The answer to one completion may be the next task. */
  @Test
  void completion_ofATaskThatCameWithAnAnswer_endsItsRun() {
    engine.answeringWithTask = true;
    poll();
    complete(CommandType.COMMAND_TYPE_START_TIMER);

    complete(completed());

    assertThat(ended).containsExactly("run-1 COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION");
  }

  @Test
  void completion_ofATaskThatWasNotSeen_endsNothing() {
    complete(completed());
    engine.asking = true;
    poll();
    complete(completed());

    assertThat(ended).isEmpty();
  }

  private static CommandType completed() {
    return CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
  }

  private void poll() {
    PollWorkflowTaskQueueResponse task =
        worker.pollWorkflowTaskQueue(PollWorkflowTaskQueueRequest.getDefaultInstance());
    assertThat(task.getTaskToken()).isEqualTo(TOKEN);
  }

  private void complete(CommandType... commands) {
    RespondWorkflowTaskCompletedResponse answer =
        worker.respondWorkflowTaskCompleted(request(commands));
    assertThat(answer.hasWorkflowTask()).isEqualTo(engine.answeringWithTask);
  }

  private static RespondWorkflowTaskCompletedRequest request(CommandType... commands) {
    RespondWorkflowTaskCompletedRequest.Builder request =
        RespondWorkflowTaskCompletedRequest.newBuilder().setTaskToken(TOKEN);
    for (CommandType command : commands) {
      request.addCommands(Command.newBuilder().setCommandType(command));
    }
    return request.build();
  }

  /** As much of Temporal as is needed: always the same task. */
  private static final class Engine extends WorkflowServiceGrpc.WorkflowServiceImplBase {

    private volatile boolean refusing;
    private volatile boolean answeringWithTask;
    private volatile boolean asking;

    @Override
    public void pollWorkflowTaskQueue(
        PollWorkflowTaskQueueRequest request,
        StreamObserver<PollWorkflowTaskQueueResponse> observer) {
      observer.onNext(task());
      observer.onCompleted();
    }

    private PollWorkflowTaskQueueResponse task() {
      PollWorkflowTaskQueueResponse.Builder task =
          PollWorkflowTaskQueueResponse.newBuilder()
              .setTaskToken(TOKEN)
              .setWorkflowExecution(WorkflowExecution.newBuilder().setRunId("run-1"));
      return asking ? task.setQuery(WorkflowQuery.newBuilder()).build() : task.build();
    }

    @Override
    public void respondWorkflowTaskCompleted(
        RespondWorkflowTaskCompletedRequest request,
        StreamObserver<RespondWorkflowTaskCompletedResponse> observer) {
      if (refusing) {
        observer.onError(
            Status.INVALID_ARGUMENT.withDescription("UnhandledCommand").asRuntimeException());
        return;
      }
      RespondWorkflowTaskCompletedResponse.Builder answer =
          RespondWorkflowTaskCompletedResponse.newBuilder();
      observer.onNext(answeringWithTask ? answer.setWorkflowTask(task()).build() : answer.build());
      observer.onCompleted();
    }
  }
}
