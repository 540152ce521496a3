package dev.locum.worker.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.testkit.await.Await;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.History;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans of a worker's work on a real engine, and that a replay makes none. */
@Timeout(120)
final class TracedWorkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final OpenTelemetry openTelemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exported))
                  .build())
          .build();
  private final Journal journal = new Journal();
  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** Every task is a replay here; local activity, activity and child are in it. */
  @Test
  void run_replayedAtEveryTask_isToldOnceAndItsStepsBelongToItsBeginning() {
    world.withoutWorkflowCache();
    Span starter = serve(Trips.Everything.class);
    Trip trip = world.trip();

    run(trip, starter);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "BeginWorkflow:TripWorkflow",
            "RunActivity:Step",
            "RunActivity:Step",
            "BeginWorkflow:ChildFlow",
            "RunActivity:Step",
            "RunWorkflow:ChildFlow",
            "RunWorkflow:TripWorkflow");
    SpanData begun = only("BeginWorkflow:TripWorkflow");
    SpanData child = only("BeginWorkflow:ChildFlow");
    assertThat(begun.getParentSpanId()).isEqualTo(starter.getSpanContext().getSpanId());
    assertThat(child.getParentSpanId()).isEqualTo(begun.getSpanId());
    assertThat(exported.getFinishedSpanItems())
        .filteredOn(span -> span.getName().equals("RunActivity:Step"))
        .extracting(SpanData::getParentSpanId)
        .containsExactlyInAnyOrder(begun.getSpanId(), begun.getSpanId(), child.getSpanId());
    assertThat(exported.getFinishedSpanItems())
        .allSatisfy(
            span -> assertThat(span.getTraceId()).isEqualTo(starter.getSpanContext().getTraceId()))
        .allSatisfy(span -> assertThat(span.toString()).doesNotContain("user-ada", "eyJ"));
  }

  @Test
  void recordedHistory_replayed_makesNoSpan() throws Exception {
    Worker[] replaying = new Worker[1];
    Span starter = serve(Trips.OneStep.class, replaying);
    Trip trip = world.trip();
    run(trip, starter);
    exported.reset();

    WorkflowReplayer.replayWorkflowExecution(
        new WorkflowExecutionHistory(
            History.newBuilder().addAllEvents(trip.history()).build(), trip.id()),
        replaying[0]);

    assertThat(names()).isEmpty();
  }

  /** What it is not asked to tell, and what it cannot read, it does not tell; the work is done. */
  @Test
  void workInNoTrace_orWithAMalformedHeader_isDoneAndHasNoSpan() {
    serve(Trips.OneStep.class);
    Trip plain = world.trip();
    Trip odd = world.trip();
    Map<String, Payload> headers = new HashMap<>(odd.headers());
    headers.put(
        TraceHeader.NAME, Payload.newBuilder().setData(ByteString.copyFromUtf8("{{")).build());

    run(plain.stub());
    run(odd.stub(headers));

    assertThat(names()).isEmpty();
    assertThat(plain.history().toString()).doesNotContain(TraceHeader.NAME);
  }

  /** Off: a header that is there is nobody's business, and nothing is recorded. */
  @Test
  void worker_withoutOpenTelemetry_passesNothingOn() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
    Trip trip = world.trip();

    run(trip, openTelemetry.getTracer("test").spanBuilder("start").startSpan());

    assertThat(trip.history().stream().skip(1).map(Object::toString))
        .noneMatch(event -> event.contains(TraceHeader.NAME) || event.contains("traceparent"));
  }

  @Test
  void refusedRun_isToldByItsPublicCode() {
    Span starter = serve(Trips.OneStep.class);
    Trip trip = world.trip();
    world.authService().revoke(trip.delegation());

    WorkflowStub stub = trip.stub(traced(trip, starter));
    stub.start();
    Await.until("it is told", PATIENCE, () -> names().contains("RunWorkflow:TripWorkflow"));

    SpanData begun = only("BeginWorkflow:TripWorkflow");
    assertThat(begun.getAttributes().asMap().toString()).contains("DELEGATION_");
  }

  private Span serve(Class<?> workflow) {
    return serve(workflow, new Worker[1]);
  }

  private Span serve(Class<?> workflow, Worker[] started) {
    world.alice(
        plugin -> plugin.openTelemetry(openTelemetry),
        worker -> {
          worker.registerWorkflowImplementationTypes(workflow, Trips.Child.class);
          worker.registerActivitiesImplementations(new Trips.Noting(journal));
          started[0] = worker;
        });
    return openTelemetry.getTracer("test").spanBuilder("start").startSpan();
  }

  private void run(Trip trip, Span starter) {
    run(trip.stub(traced(trip, starter)));
  }

  private static void run(WorkflowStub stub) {
    stub.start();
    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  private static Map<String, Payload> traced(Trip trip, Span starter) {
    Map<String, Payload> headers = new HashMap<>(trip.headers());
    headers.put(
        TraceHeader.NAME,
        TraceHeader.payload(TraceHeader.text(Context.root().with(starter)).orElseThrow()));
    return headers;
  }

  private List<String> names() {
    return exported.getFinishedSpanItems().stream()
        .filter(span -> !span.getKind().name().equals("CLIENT"))
        .map(SpanData::getName)
        .toList();
  }

  private SpanData only(String name) {
    List<SpanData> found =
        exported.getFinishedSpanItems().stream()
            .filter(span -> span.getName().equals(name))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
