package dev.locum.worker.trace;

import dev.locum.grpcauthz.trace.SpanAttributes;
import dev.locum.worker.temporal.TemporalFailures;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;

/**
 * Begins the spans of a worker's work: named by what it does and the registered type, and joined
 * with the audit trail by the run id. Work that is in no trace has none. Thread-safe.
 */
public final class WorkSpans {

  private final Tracer tracer;

  private WorkSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Spans of an SDK. */
  public static WorkSpans of(OpenTelemetry openTelemetry) {
    return new WorkSpans(openTelemetry.getTracer("dev.locum"));
  }

  /** Begins the span of something that an activity does. */
  Span start(String name, String runId, Context parent) {
    return builder(name, runId, parent).setSpanKind(SpanKind.CONSUMER).startSpan();
  }

  /** Tells of a run that has ended. */
  void ran(String name, String runId, Context parent, Instant since, boolean isFailed) {
    Span span = builder(name, runId, parent).setStartTimestamp(since).startSpan();
    if (isFailed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private SpanBuilder builder(String name, String runId, Context parent) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setAttribute(SpanAttributes.CORRELATION_ID, runId);
  }

  /** A failure's message is the user's, and is left out. */
  static void failed(Span span, Throwable failure) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(SpanAttributes.ERROR_TYPE, failure.getClass().getName());
    TemporalFailures.codeOf(failure)
        .ifPresent(code -> span.setAttribute(SpanAttributes.DECISION, code));
  }
}
