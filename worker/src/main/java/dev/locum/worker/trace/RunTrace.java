package dev.locum.worker.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.temporal.api.common.v1.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one run stands in its trace: told by its start and its history alone, so that a run which
 * is loaded again goes on in the same place. Owned by the workflow's threads.
 */
final class RunTrace {

  private Context start = Context.root();
  private @Nullable Payload header;

  /** Takes the header with which the run started. */
  void startedWith(Map<String, Payload> headers) {
    start = TraceHeader.context(headers);
    header = isTraced() ? headers.get(TraceHeader.NAME) : null;
  }

  /** Takes what the history says of the span in which the run began. */
  void begunIn(@Nullable String recorded) {
    if (isTraced() && recorded != null) {
      header = TraceHeader.payload(recorded);
    }
  }

  boolean isTraced() {
    return Span.fromContext(start).getSpanContext().isValid();
  }

  /** Who started the run. */
  Context start() {
    return start;
  }

  /** Puts the trace on something that the run sends. */
  void putOn(Map<String, Payload> headers) {
    Payload current = header;
    if (current != null) {
      headers.put(TraceHeader.NAME, current);
    }
  }
}
