package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.RecordHistories;
import dev.locum.worker.fixture.Trips;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S2-12: recorded histories replay without a question, whatever the auth service would say today.
 */
@Timeout(120)
final class ReplayTest {

  private final Journal journal = new Journal();
  private final RecordingAuditSink audit = new RecordingAuditSink();
  private ManagedChannel nowhere;
  private TestWorkflowEnvironment environment;
  private Worker worker;

  @BeforeEach
  void start() {
    nowhere = NettyChannelBuilder.forAddress("127.0.0.1", 1).usePlaintext().build();
    LocumPlugin plugin =
        LocumPlugin.builder()
            .authService(
                AuthService.of(
                        nowhere,
                        TestIssuer.ISSUER,
                        WorkloadCredential.apiKey(
                            new WorkloadId("alice-worker"), RawToken.of("key")))
                    .onInsecureLoopback())
            .auditSink(audit)
            .clock(TestClock.atNoon())
            .build();
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setPlugins(plugin).build())
                .build());
    worker = environment.newWorker("queue-alice");
    worker.registerWorkflowImplementationTypes(
        Trips.Everything.class,
        Trips.Child.class,
        RecordHistories.Letters.class,
        RecordHistories.OneAttempt.class);
    worker.registerActivitiesImplementations(new Trips.Noting(journal));
  }

  @AfterEach
  void stop() {
    environment.close();
    nowhere.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "letters", "refused", "rescheduled"})
  void recordedHistory_always_replaysWithoutAnyQuestion(String name) throws Exception {
    WorkflowExecutionHistory history = history(name);

    assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
        .doesNotThrowAnyException();

    assertThat(journal.isEmpty()).isTrue();
    assertThat(audit.events()).isEmpty();
  }

  /** The histories are what they are said to be. */
  @Test
  void recordedHistories_always_holdTheirMarkers() throws Exception {
    assertThat(markers("everything")).isEqualTo(2);
    assertThat(history("letters").getHistory().toString())
        .contains("\\\"admitted\\\":true")
        .contains("\\\"admitted\\\":false");
    assertThat(history("rescheduled").getHistory().getEventsList())
        .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
        .hasSizeGreaterThan(1);
    assertThat(history("refused").getHistory().toString()).contains("locum.DELEGATION_REJECTED");
  }

  /** A later release may record more; this one replays it and ignores what it does not know. */
  @Test
  void historyOfALaterRelease_always_replays() throws Exception {
    WorkflowExecutionHistory recorded = history("everything");
    History.Builder later = History.newBuilder();
    for (HistoryEvent event : recorded.getHistory().getEventsList()) {
      later.addEvents(
          event.getEventType() == EventType.EVENT_TYPE_MARKER_RECORDED ? withMore(event) : event);
    }
    assertThat(later.build()).isNotEqualTo(recorded.getHistory());

    assertThatCode(() ->
            WorkflowReplayer.replayWorkflowExecution(
                new WorkflowExecutionHistory(later.build(), "trip-1"), worker))
        .doesNotThrowAnyException();
  }

  private static HistoryEvent withMore(HistoryEvent event) {
    HistoryEvent.Builder changed = event.toBuilder();
    MarkerRecordedEventAttributes.Builder marker =
        changed.getMarkerRecordedEventAttributesBuilder();
    Payloads.Builder result = marker.getDetailsOrThrow("result").toBuilder();
    String json = result.getPayloads(0).getData().toStringUtf8();
    if (json.contains("\"actions\"")) {
      result
          .getPayloadsBuilder(0)
          .setData(ByteString.copyFromUtf8("{\"since\":2," + json.substring(1)));
      marker.putDetails("result", result.build());
    }
    return changed.build();
  }

  /** The negative control: a history without its verification is not ours and does not replay. */
  @Test
  void historyWithoutItsVerification_always_doesNotReplay() throws Exception {
    WorkflowExecutionHistory recorded = history("everything");
    History.Builder stripped = History.newBuilder();
    recorded.getHistory().getEventsList().stream()
        .filter(event -> event.getEventType() != EventType.EVENT_TYPE_MARKER_RECORDED)
        .forEach(stripped::addEvents);

    assertThatThrownBy(() ->
            WorkflowReplayer.replayWorkflowExecution(
                new WorkflowExecutionHistory(stripped.build(), "trip-1"), worker))
        .isNotNull();
  }

  private static long markers(String name) throws IOException {
    return history(name).getHistory().getEventsList().stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_MARKER_RECORDED)
        .count();
  }

  private static WorkflowExecutionHistory history(String name) throws IOException {
    try (InputStream json = ReplayTest.class.getResourceAsStream("/histories/" + name + ".json")) {
      assertThat(json).isNotNull();
      return WorkflowExecutionHistory.fromJson(
          new String(json.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
