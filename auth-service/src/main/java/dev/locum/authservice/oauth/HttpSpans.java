package dev.locum.authservice.oauth;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.grpcauthz.trace.CurrentSpan;
import dev.locum.grpcauthz.trace.SpanAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request that a route answers, named by method and route. Nothing of the query, a
 * header or a body is in it; what is no route, and what asks for health, has none.
 */
public final class HttpSpans {

  private static final String HEALTH = "/health";
  private static final List<String> PROBES = List.of("/healthz", "/readyz");

  private static final AttributeKey<String> METHOD = stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = stringKey("http.route");
  private static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
  private static final int FIRST_FAULT = 500;

  private static final TextMapGetter<Request> GETTER =
      (request, name) -> single(request, name).orElse(null);

  private final Tracer tracer;

  private HttpSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Spans of an SDK. */
  public static HttpSpans of(OpenTelemetry openTelemetry) {
    return new HttpSpans(openTelemetry.getTracer("dev.locum"));
  }

  Function<Request, Answer> around(Routes routes, Function<Request, Answer> answering) {
    return request ->
        isTraced(routes, request) ? traced(request, answering) : answering.apply(request);
  }

  private static boolean isTraced(Routes routes, Request request) {
    String path = request.path();
    return !path.startsWith(HEALTH)
        && !PROBES.contains(path)
        && routes.find(path).filter(methods -> methods.containsKey(request.method())).isPresent();
  }

  private Answer traced(Request request, Function<Request, Answer> answering) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), request, GETTER);
    Span span =
        tracer
            .spanBuilder(request.method() + " " + request.path())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, request.method())
            .setAttribute(ROUTE, request.path())
            .setAttribute(SpanAttributes.CORRELATION_ID, request.caller().correlationId())
            .startSpan();
    try {
      Answer answer = CurrentSpan.get(parent.with(span), () -> answering.apply(request));
      span.setAttribute(STATUS, (long) answer.status());
      if (answer.status() >= FIRST_FAULT) {
        span.setStatus(StatusCode.ERROR);
      }
      return answer;
    } finally {
      span.end();
    }
  }

  private static Optional<String> single(@Nullable Request request, String name) {
    Map<String, List<String>> headers = request == null ? Map.of() : request.headers();
    return Optional.ofNullable(headers.get(name))
        .filter(values -> values.size() == 1)
        .map(List::getFirst);
  }
}
