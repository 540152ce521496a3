package dev.locum.grpcauthz.trace;

import dev.locum.token.Incubating;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Does something in a span: what the thread calls meanwhile belongs to it, and what it logs carries
 * {@value #TRACE_ID}.
 */
@Incubating
public final class CurrentSpan {

  /** The entry of SLF4J's diagnostic context. */
  public static final String TRACE_ID = "trace_id";

  private CurrentSpan() {}

  /** Does something in the span of the context. */
  public static void run(Context context, Runnable step) {
    get(
        context,
        () -> {
          step.run();
          return "";
        });
  }

  /** As {@link #run}, for what has a result. */
  public static <T> T get(Context context, Supplier<T> step) {
    @Nullable String before = MDC.get(TRACE_ID);
    MDC.put(TRACE_ID, Span.fromContext(context).getSpanContext().getTraceId());
    try {
      return context.wrapSupplier(step).get();
    } finally {
      if (before == null) {
        MDC.remove(TRACE_ID);
      } else {
        MDC.put(TRACE_ID, before);
      }
    }
  }
}
