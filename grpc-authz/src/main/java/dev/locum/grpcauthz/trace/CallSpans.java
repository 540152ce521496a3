package dev.locum.grpcauthz.trace;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.locum.grpcauthz.rpc.Refusals;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** Begins and ends the spans of calls, by OpenTelemetry's conventions for RPC. */
final class CallSpans {

  private static final String SCOPE = "dev.locum";
  private static final AttributeKey<String> SYSTEM = stringKey("rpc.system");
  private static final AttributeKey<String> SERVICE = stringKey("rpc.service");
  private static final AttributeKey<String> METHOD = stringKey("rpc.method");
  private static final AttributeKey<Long> STATUS = longKey("rpc.grpc.status_code");

  private CallSpans() {}

  static Tracer tracer(OpenTelemetry openTelemetry) {
    return openTelemetry.getTracer(SCOPE);
  }

  static Span start(Tracer tracer, MethodDescriptor<?, ?> method, SpanKind kind, Context parent) {
    String service = method.getServiceName();
    String name = method.getBareMethodName();
    return tracer
        .spanBuilder(method.getFullMethodName())
        .setParent(parent)
        .setSpanKind(kind)
        .setAttribute(SYSTEM, "grpc")
        .setAttribute(SERVICE, service == null ? "" : service)
        .setAttribute(METHOD, name == null ? "" : name)
        .startSpan();
  }

  /** Ends it; the description of a status may quote a request, and is left out. */
  static void end(Span span, Status status, @Nullable Metadata trailers, boolean isFault) {
    span.setAttribute(STATUS, (long) status.getCode().value());
    if (status.isOk()) {
      span.setAttribute(SpanAttributes.DECISION, SpanAttributes.ALLOWED);
    } else {
      Refusals.codeIn(status, trailers)
          .ifPresent(code -> span.setAttribute(SpanAttributes.DECISION, code));
      span.setAttribute(SpanAttributes.ERROR_TYPE, status.getCode().name());
    }
    if (isFault) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** What a server has done wrong, and not its caller. */
  static boolean isFaultOfServer(Status status) {
    return switch (status.getCode()) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED ->
          false;
    };
  }
}
