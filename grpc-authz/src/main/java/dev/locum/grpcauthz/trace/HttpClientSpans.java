package dev.locum.grpcauthz.trace;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.locum.token.Incubating;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.function.BiConsumer;

/**
 * A span for each HTTP request that a traced piece of work makes, and {@code traceparent} on it, as
 * {@link ClientSpans} for gRPC. Neither path nor query is in it: they may name people. What is
 * called in no trace has no span and no header. Thread-safe.
 */
@Incubating
public final class HttpClientSpans {

  private static final AttributeKey<String> METHOD = stringKey("http.request.method");
  private static final AttributeKey<String> PEER = stringKey("server.address");
  private static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
  private static final int FIRST_REFUSAL = 400;

  private final Tracer tracer;

  private HttpClientSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Spans of an SDK. */
  public static HttpClientSpans of(OpenTelemetry openTelemetry) {
    return new HttpClientSpans(CallSpans.tracer(openTelemetry));
  }

  /**
   * Begins the span of a request.
   *
   * @param host where it goes
   * @param headers takes name and value of what the request carries of its trace
   */
  public Begun begin(String method, String host, BiConsumer<String, String> headers) {
    Context parent = Context.current();
    if (!Span.fromContext(parent).getSpanContext().isValid()) {
      return new Begun(Span.getInvalid());
    }
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(METHOD, method)
            .setAttribute(PEER, host)
            .startSpan();
    W3CTraceContextPropagator.getInstance()
        .inject(
            parent.with(span),
            headers,
            (carrier, name, value) -> {
              if (carrier != null) {
                carrier.accept(name, value);
              }
            });
    return new Begun(span);
  }

  /** A request that is under way; it ends once, in one of both ways. */
  public static final class Begun {

    private final Span span;

    private Begun(Span span) {
      this.span = span;
    }

    /** It was answered. */
    public void answered(int status) {
      span.setAttribute(STATUS, (long) status);
      if (status >= FIRST_REFUSAL) {
        span.setAttribute(SpanAttributes.ERROR_TYPE, String.valueOf(status));
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }

    /** It was not answered; the text of a fault may quote a request, and is left out. */
    public void failed(Exception fault) {
      span.setAttribute(SpanAttributes.ERROR_TYPE, fault.getClass().getName());
      span.setStatus(StatusCode.ERROR);
      span.end();
    }
  }
}
