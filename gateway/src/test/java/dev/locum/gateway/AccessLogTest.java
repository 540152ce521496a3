package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.gateway.fixture.ScriptedRules;
import dev.locum.gateway.trail.AccessLine;
import dev.locum.gateway.trail.AccessLine.Decided;
import dev.locum.gateway.trail.AccessLog;
import dev.locum.settings.GatewaySettings;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.GetClusterInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One line a call: who, what, what was decided; and nothing of what was said. */
class AccessLogTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final ScriptedRules rules = new ScriptedRules();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private RecordingFrontend frontend;

  @BeforeEach
  void start() throws IOException {
    frontend = RecordingFrontend.start();
    lines.start();
    Logger access = (Logger) LoggerFactory.getLogger("dev.locum.gateway.access");
    access.setLevel(Level.INFO);
    access.addAppender(lines);
  }

  @AfterEach
  void end() {
    ((Logger) LoggerFactory.getLogger("dev.locum.gateway.access")).detachAppender(lines);
    frontend.close();
  }

  private GatewayWorld world(GatewaySettings.AccessLog mode) throws IOException {
    return GatewayWorld.before(
        frontend, directory, rules, settings -> GatewayWorld.logging(settings, mode));
  }

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub stub(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static DescribeNamespaceRequest describe(String namespace) {
    return DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build();
  }

  private List<String> written() {
    return List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void await(int count) {
    Await.until("the lines are written", PATIENCE, () -> written().size() >= count);
  }

  @Test
  void everyCall_hasOneLine_thatSaysWhatWasDecided() throws Exception {
    rules.deny(WorkflowServiceGrpc.getGetClusterInfoMethod(), DenialReason.METHOD_NOT_ALLOWED);
    try (GatewayWorld world = world(GatewaySettings.AccessLog.ON)) {
      Channel alice = world.withApiKey("alice-worker");
      stub(alice).describeNamespace(describe("default"));
      assertThat(
              catchThrowable(
                  () -> stub(alice).getClusterInfo(GetClusterInfoRequest.getDefaultInstance())))
          .isNotNull();
      assertThat(
              catchThrowable(() -> stub(world.anonymous()).describeNamespace(describe("default"))))
          .isNotNull();

      await(3);

      assertThat(written()).hasSize(3);
      assertThat(written().get(0))
          .startsWith(
              "{\"workload\":\"alice-worker\",\"tenant\":\"alice\",\"method\":\"temporal.api"
                  + ".workflowservice.v1.WorkflowService/DescribeNamespace\",\"namespace\":"
                  + "\"default\",\"decision\":\"allowed\",\"code\":\"OK\",\"micros\":")
          .contains("\"request_bytes\":9,", "\"response_bytes\":0,", "\"correlation\":\"");
      assertThat(written().get(1))
          .contains("GetClusterInfo", "\"refused\",\"code\":\"METHOD_NOT_ALLOWED\"");
      assertThat(written().get(2))
          .startsWith("{\"workload\":\"\",\"tenant\":\"\"")
          .contains("\"refused\",\"code\":\"NO_CREDENTIAL\"");
    }
  }

  @Test
  void nothingThatWasSaid_isInALine() throws Exception {
    try (GatewayWorld world = world(GatewaySettings.AccessLog.ON)) {
      stub(world.withApiKey("alice-worker"))
          .signalWorkflowExecution(
              SignalWorkflowExecutionRequest.newBuilder()
                  .setNamespace("default\n\"forged\":\"line")
                  .setSignalName("the-signal")
                  .setInput(
                      Payloads.newBuilder()
                          .addPayloads(
                              Payload.newBuilder().setData(ByteString.copyFromUtf8("the-secret"))))
                  .build());

      await(1);

      assertThat(written().get(0))
          .contains("SignalWorkflowExecution", "\"namespace\":\"?\"")
          .doesNotContain(
              "the-secret",
              "the-signal",
              "forged",
              FakeWorkload.operator("alice-worker").apiKey(),
              "Bearer");
    }
  }

  @Test
  void off_isTheDefault_andWritesNothing() throws Exception {
    try (GatewayWorld world = world(GatewaySettings.AccessLog.OFF)) {
      stub(world.withApiKey("alice-worker")).describeNamespace(describe("default"));
    }

    assertThat(written()).isEmpty();
  }

  @Test
  void sampled_keepsEveryRefusal_andOneInAHundredOfTheOthers() {
    List<String> kept = new CopyOnWriteArrayList<>();
    try (AccessLog log = AccessLog.start(true, kept::add, () -> {})) {
      for (int i = 0; i < 300; i++) {
        log.ended(line(Decided.ALLOWED));
      }
      log.ended(line(Decided.REFUSED));
      log.ended(line(Decided.REPLACED));
      log.ended(line(Decided.DRY_RUN));
    }

    assertThat(kept).hasSize(6);
    assertThat(kept.stream().filter(each -> each.contains("\"allowed\""))).hasSize(3);
  }

  /** A terminal that somebody paused must hold up no call, and fill no memory. */
  @Test
  void outputThatStands_holdsUpNobody_andLinesAreDroppedAndCounted() throws Exception {
    CountDownLatch goesOn = new CountDownLatch(1);
    AtomicInteger dropped = new AtomicInteger();
    List<String> kept = new CopyOnWriteArrayList<>();
    AccessLog log =
        AccessLog.start(
            false,
            text -> {
              try {
                goesOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              kept.add(text);
            },
            dropped::incrementAndGet);
    int calls = 10_000;
    for (int i = 0; i < calls; i++) {
      log.ended(line(Decided.ALLOWED));
    }

    assertThat(dropped.get()).isBetween(calls - 4096 - 1, calls - 4096);
    goesOn.countDown();
    log.close();
    assertThat(kept).hasSize(calls - dropped.get());
  }

  /** A caller that nobody knows may claim anything, and thousands of lines wait. */
  @Test
  void claimedNamespaceThatIsNone_isForgottenBeforeTheLineWaits() {
    for (String claimed : List.of("x".repeat(256), "a b", "line\nbreak", "\u202e", "\"")) {
      assertThat(line(claimed).namespace()).isEqualTo("?");
    }
    assertThat(line("x".repeat(255)).namespace()).hasSize(255);
    assertThat(line("").namespace()).isEmpty();
  }

  private static AccessLine line(String namespace) {
    return new AccessLine("w", "t", "m", namespace, Decided.REFUSED, "OK", 1, 2, 3, "c");
  }

  private static AccessLine line(Decided decided) {
    return new AccessLine("w", "t", "m", "n", decided, "OK", 1, 2, 3, "c");
  }
}
