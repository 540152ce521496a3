package dev.locum.worker;

import static dev.locum.worker.DownstreamWorld.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.worker.context.HttpCall;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.TokenPlacement;
import dev.locum.worker.fixture.FakeDownstream;
import dev.locum.worker.fixture.FakeDownstream.Seen;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over HTTP, and tokens in the payload. */
@Timeout(120)
final class HttpCallsTest {

  private DownstreamWorld calls;
  private FakeDownstream service;

  @BeforeEach
  void start() throws Exception {
    calls = DownstreamWorld.start();
    service = calls.service();
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  /** S2-02, S3-36: over HTTP, in the header. */
  @Test
  void http_byDefault_carriesTheTokenInTheHeader() {
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /tabs/{}/charges", "billing.charge")
            .build();

    calls.run(
        builder -> builder.downstream(billing),
        () ->
            LocumContext.current()
                .http("billing")
                .send(HttpCall.post("/tabs/7/charges?dry=1", "{\"cents\":5}"))
                .body());

    Seen call = service.seen().get(0);
    assertThat(call.method()).isEqualTo("POST /tabs/7/charges?dry=1");
    assertThat(call.body()).isEqualTo("{\"cents\":5}");
    assertThat(calls.downstreamToken(call.bearer(), "billing").claims().actions().toScope())
        .isEqualTo("billing.charge");
  }

  /** W3C Trace Context: the service learns whose trace its request belongs to, and nothing more. */
  @Test
  void http_inATrace_carriesItsTraceparent() {
    InMemorySpanExporter exported = InMemorySpanExporter.create();
    OpenTelemetry telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();
    Span work = telemetry.getTracer("test").spanBuilder("work").startSpan();

    calls.run(
        builder -> builder.openTelemetry(telemetry).downstream(chargingByTab()),
        () -> {
          charge();
          return chargeIn(work);
        });

    assertThat(service.seen().get(0).header("traceparent")).as("in no trace").isEmpty();
    SpanData request =
        exported.getFinishedSpanItems().stream()
            .filter(span -> span.getName().equals("POST"))
            .findFirst()
            .orElseThrow();
    assertThat(request.getParentSpanId()).isEqualTo(work.getSpanContext().getSpanId());
    assertThat(service.seen().get(1).header("traceparent"))
        .singleElement()
        .asString()
        .startsWith("00-" + request.getTraceId() + "-" + request.getSpanId() + "-0");
    assertThat(request.toString()).doesNotContain("tabs", "dry", "eyJ");
  }

  /** Off: a trace of the worker's own goes nowhere. */
  @Test
  void http_withoutOpenTelemetry_carriesNoTraceparent() {
    Span work =
        OpenTelemetrySdk.builder().build().getTracer("test").spanBuilder("work").startSpan();

    calls.run(builder -> builder.downstream(chargingByTab()), () -> chargeIn(work));

    assertThat(service.seen().get(0).header("traceparent")).isEmpty();
  }

  private static String chargeIn(Span work) throws Exception {
    return Context.current().with(work).wrap(HttpCallsTest::charge).call();
  }

  private static String charge() throws Exception {
    return LocumContext.current()
        .http("billing")
        .send(HttpCall.post("/tabs/7/charges?dry=1", "{\"cents\":5}"))
        .body();
  }

  private Downstream chargingByTab() {
    return Downstream.http("billing", service.address())
        .action("POST /tabs/{}/charges", "billing.charge")
        .build();
  }

  /**
   * S3-36: both placements: in the payload, over HTTP and gRPC; what the activity wrote there is
   * replaced.
   */
  @Test
  void payloadPlacement_always_carriesTheTokenInTheField() {
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /charges", "billing.charge")
            .placement(new TokenPlacement.InPayload("ticket"))
            .build();
    Downstream fleet = calls.fleet().placement(new TokenPlacement.InPayload("service")).build();

    calls.run(
        builder -> builder.downstream(billing).downstream(fleet),
        () -> {
          LocumContext.current()
              .http("billing")
              .send(HttpCall.post("/charges", "{\"ticket\":\"mine\",\"cents\":5}"));
          return call();
        });

    Seen overHttp = service.seen().get(0);
    assertThat(overHttp.header("authorization")).isEmpty();
    assertThat(overHttp.body()).contains("\"cents\":5").doesNotContain("mine");
    String token = overHttp.body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
    calls.downstreamToken(token, "billing");
    Seen overGrpc = service.seen().get(1);
    assertThat(overGrpc.header("authorization")).isEmpty();
    calls.downstreamToken(overGrpc.body(), "fleet");
  }

  @Test
  void httpPathWithoutAction_always_isRefusedBeforeTheWire() {
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /charges", "billing.charge")
            .build();

    calls.assertRefused(
        builder -> builder.downstream(billing),
        () -> LocumContext.current().http("billing").send(HttpCall.get("/charges")).body(),
        "locum.ACTION_NOT_ALLOWED");
  }
}
