package dev.locum.embeddedtemporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of the header of a signal, on the engine as we run it and on the stock test server.
 */
@Timeout(30)
final class SignalHeadersTest {

  private static final String NAMESPACE = "default";
  private static final Payload INPUT = payload("input");
  private static final Header HEADER =
      Header.newBuilder().putFields("locum-delegation", payload("token")).build();

  @Test
  void signal_withHeaderAndInput_bothArriveUnchanged() throws IOException {
    try (Engine engine = Engine.ours()) {
      engine.start("wf");
      engine.signal("wf", HEADER, Payloads.newBuilder().addPayloads(INPUT).build());
      engine.signal("wf", HEADER, Payloads.getDefaultInstance());
      engine.signal(
          "wf", Header.getDefaultInstance(), Payloads.newBuilder().addPayloads(INPUT).build());

      List<WorkflowExecutionSignaledEventAttributes> signals = engine.signalsOf("wf");

      assertThat(signals)
          .extracting(WorkflowExecutionSignaledEventAttributes::getHeader)
          .containsExactly(HEADER, HEADER, Header.getDefaultInstance());
      assertThat(signals)
          .extracting(signal -> signal.getInput().getPayloadsList())
          .containsExactly(List.of(INPUT), List.of(), List.of(INPUT));
    }
  }

  @Test
  void signal_withHeader_arrivesInTheWorkflowTask() throws IOException {
    try (Engine engine = Engine.ours()) {
      engine.start("wf");
      engine.signal("wf", HEADER, Payloads.newBuilder().addPayloads(INPUT).build());

      PollWorkflowTaskQueueResponse task = engine.poll();

      assertThat(signalsIn(task.getHistory().getEventsList()))
          .singleElement()
          .satisfies(signal -> assertThat(signal.getHeader()).isEqualTo(HEADER))
          .satisfies(
              signal -> assertThat(signal.getInput().getPayloadsList()).containsExactly(INPUT));
    }
  }

  @Test
  void signalWithStart_withHeader_arrivesAtStartAndSignal() throws IOException {
    try (Engine engine = Engine.ours()) {
      engine.signalWithStart("wf");

      assertThat(
              engine.history("wf").get(0).getWorkflowExecutionStartedEventAttributes().getHeader())
          .isEqualTo(HEADER);
      assertThat(engine.signalsOf("wf"))
          .singleElement()
          .satisfies(signal -> assertThat(signal.getHeader()).isEqualTo(HEADER));
    }
  }

  @Test
  void externalSignal_withHeader_arrives() throws IOException {
    try (Engine engine = Engine.ours()) {
      engine.start("target");
      engine.complete(engine.poll());
      engine.start("source");
      engine.signalFrom(engine.poll(), "target");

      assertThat(engine.awaitSignalOf("target"))
          .satisfies(signal -> assertThat(signal.getHeader()).isEqualTo(HEADER))
          .satisfies(
              signal -> assertThat(signal.getInput().getPayloadsList()).containsExactly(INPUT));
    }
  }

  /**
   * The reason for all this: if it fails, the test server keeps headers and {@link SignalHeaders}
   * can go.
   */
  @Test
  void stockTestServer_signalWithHeader_dropsIt() throws IOException {
    try (Engine engine = Engine.stock()) {
      engine.start("wf");
      engine.signal("wf", HEADER, Payloads.getDefaultInstance());
      engine.signalWithStart("wf2");

      assertThat(engine.signalsOf("wf")).singleElement().matches(signal -> !signal.hasHeader());
      assertThat(engine.signalsOf("wf2")).singleElement().matches(signal -> !signal.hasHeader());
    }
  }

  private static Payload payload(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8('"' + text + '"'))
        .build();
  }

  private static List<WorkflowExecutionSignaledEventAttributes> signalsIn(
      List<HistoryEvent> events) {
    return events.stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .map(HistoryEvent::getWorkflowExecutionSignaledEventAttributes)
        .toList();
  }

  private record Engine(WorkflowServiceBlockingStub stub, List<AutoCloseable> parts)
      implements AutoCloseable {

    static Engine ours() throws IOException {
      EmbeddedTemporal temporal = EmbeddedTemporal.start();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(temporal.address()).usePlaintext().build();
      return new Engine(stub(channel), List.of(channel::shutdownNow, temporal));
    }

    static Engine stock() {
      TestServer.InProcessTestServer server = TestServer.createServer();
      return new Engine(stub(server.getChannel()), List.of(server));
    }

    private static WorkflowServiceBlockingStub stub(Channel channel) {
      return WorkflowServiceGrpc.newBlockingStub(channel);
    }

    void start(String id) {
      stub.startWorkflowExecution(
          StartWorkflowExecutionRequest.newBuilder()
              .setNamespace(NAMESPACE)
              .setWorkflowId(id)
              .setRequestId(id)
              .setWorkflowType(WorkflowType.newBuilder().setName("Type"))
              .setTaskQueue(TaskQueue.newBuilder().setName("queue"))
              .build());
    }

    void signal(String id, Header header, Payloads input) {
      stub.signalWorkflowExecution(
          SignalWorkflowExecutionRequest.newBuilder()
              .setNamespace(NAMESPACE)
              .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
              .setSignalName("signal")
              .setInput(input)
              .setHeader(header)
              .build());
    }

    void signalWithStart(String id) {
      stub.signalWithStartWorkflowExecution(
          SignalWithStartWorkflowExecutionRequest.newBuilder()
              .setNamespace(NAMESPACE)
              .setWorkflowId(id)
              .setRequestId(id)
              .setWorkflowType(WorkflowType.newBuilder().setName("Type"))
              .setTaskQueue(TaskQueue.newBuilder().setName("queue"))
              .setSignalName("signal")
              .setHeader(HEADER)
              .build());
    }

    PollWorkflowTaskQueueResponse poll() {
      return stub.pollWorkflowTaskQueue(
          PollWorkflowTaskQueueRequest.newBuilder()
              .setNamespace(NAMESPACE)
              .setTaskQueue(TaskQueue.newBuilder().setName("queue"))
              .build());
    }

    /** A signal is held back while a workflow task is under way. */
    void complete(PollWorkflowTaskQueueResponse task) {
      stub.respondWorkflowTaskCompleted(
          RespondWorkflowTaskCompletedRequest.newBuilder()
              .setNamespace(NAMESPACE)
              .setTaskToken(task.getTaskToken())
              .build());
    }

    void signalFrom(PollWorkflowTaskQueueResponse task, String target) {
      SignalExternalWorkflowExecutionCommandAttributes signal =
          SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
              .setExecution(WorkflowExecution.newBuilder().setWorkflowId(target))
              .setSignalName("signal")
              .setInput(Payloads.newBuilder().addPayloads(INPUT))
              .setHeader(HEADER)
              .build();
      stub.respondWorkflowTaskCompleted(
          RespondWorkflowTaskCompletedRequest.newBuilder()
              .setNamespace(NAMESPACE)
              .setTaskToken(task.getTaskToken())
              .addCommands(
                  Command.newBuilder()
                      .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
                      .setSignalExternalWorkflowExecutionCommandAttributes(signal))
              .build());
    }

    List<HistoryEvent> history(String id) {
      return stub.getWorkflowExecutionHistory(
              GetWorkflowExecutionHistoryRequest.newBuilder()
                  .setNamespace(NAMESPACE)
                  .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                  .build())
          .getHistory()
          .getEventsList();
    }

    List<WorkflowExecutionSignaledEventAttributes> signalsOf(String id) {
      return signalsIn(history(id));
    }

    /** The test server delivers external signals in the background. */
    WorkflowExecutionSignaledEventAttributes awaitSignalOf(String id) {
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (System.nanoTime() < deadline) {
        List<WorkflowExecutionSignaledEventAttributes> signals = signalsOf(id);
        if (!signals.isEmpty()) {
          return signals.get(0);
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
      throw new AssertionError("no signal arrived at " + id);
    }

    @Override
    public void close() {
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
