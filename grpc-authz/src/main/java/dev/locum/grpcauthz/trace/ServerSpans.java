package dev.locum.grpcauthz.trace;

import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.token.Incubating;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A span for each call that a server answers, current while the call is handled. To be the
 * outermost interceptor: it sees the call as its caller does. It is named by the method, carries
 * {@link SpanAttributes}, and nothing that a message, a credential or the description of a status
 * says. Thread-safe.
 */
@Incubating
public final class ServerSpans implements ServerInterceptor {

  /** Asked all the time, by machines. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "grpc.health.v1.Health",
          "grpc.reflection.v1.ServerReflection",
          "grpc.reflection.v1alpha.ServerReflection");

  private final Tracer tracer;
  private final boolean begins;
  private final Predicate<MethodDescriptor<?, ?>> traced;

  private ServerSpans(
      OpenTelemetry openTelemetry, boolean begins, Predicate<MethodDescriptor<?, ?>> traced) {
    this.tracer = CallSpans.tracer(openTelemetry);
    this.begins = begins;
    this.traced = traced;
  }

  /** For a front door: a call that is in no trace begins one. */
  public static ServerSpans beginning(OpenTelemetry openTelemetry) {
    return new ServerSpans(openTelemetry, true, ServerSpans::isServed);
  }

  /** For what is behind one: a call that is in no trace has no span. */
  public static ServerSpans joining(OpenTelemetry openTelemetry) {
    return new ServerSpans(openTelemetry, false, ServerSpans::isServed);
  }

  /**
   * As {@link #joining(OpenTelemetry)}.
   *
   * @param traced the full names of the methods that have spans; a bounded number
   */
  public static ServerSpans joining(OpenTelemetry openTelemetry, Predicate<String> traced) {
    return new ServerSpans(openTelemetry, false, method -> traced.test(method.getFullMethodName()));
  }

  /** Only generated methods have a descriptor; a stranger cannot make names. */
  private static boolean isServed(MethodDescriptor<?, ?> method) {
    return method.getSchemaDescriptor() != null && !LEFT_OUT.contains(method.getServiceName());
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (!traced.test(call.getMethodDescriptor())) {
      return next.startCall(call, headers);
    }
    Context parent = TraceHeaders.extract(headers);
    if (!begins && !Span.fromContext(parent).getSpanContext().isValid()) {
      return next.startCall(call, headers);
    }
    Span span = CallSpans.start(tracer, call.getMethodDescriptor(), SpanKind.SERVER, parent);
    span.setAttribute(SpanAttributes.CORRELATION_ID, Correlation.of(headers));
    Context context = parent.with(span);
    try {
      return CurrentSpan.get(
          context,
          () ->
              new SpannedListener<>(
                  next.startCall(new SpannedCall<>(call, span), headers), context));
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR);
      span.end();
      throw e;
    }
  }

  private static final class SpannedCall<ReqT, RespT>
      extends SimpleForwardingServerCall<ReqT, RespT> {

    private final Span span;

    SpannedCall(ServerCall<ReqT, RespT> call, Span span) {
      super(call);
      this.span = span;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      CallSpans.end(span, status, trailers, CallSpans.isFaultOfServer(status));
      super.close(status, trailers);
    }
  }

  private static final class SpannedListener<ReqT>
      extends SimpleForwardingServerCallListener<ReqT> {

    private final Context context;

    SpannedListener(ServerCall.Listener<ReqT> listener, Context context) {
      super(listener);
      this.context = context;
    }

    @Override
    public void onMessage(ReqT message) {
      CurrentSpan.run(context, () -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      CurrentSpan.run(context, super::onHalfClose);
    }

    @Override
    public void onReady() {
      CurrentSpan.run(context, super::onReady);
    }

    /** A call that its caller left is never closed. */
    @Override
    public void onCancel() {
      try {
        CurrentSpan.run(context, super::onCancel);
      } finally {
        Span.fromContext(context).end();
      }
    }
  }
}
