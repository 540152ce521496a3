package dev.locum.grpcauthz.trace;

import dev.locum.token.Incubating;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * A span for each call that a traced piece of work makes, and {@code traceparent} on it. What is
 * called in the background, in no trace, has no span and no header. Thread-safe.
 */
@Incubating
public final class ClientSpans implements ClientInterceptor {

  private final Tracer tracer;

  private ClientSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Spans of an SDK. */
  public static ClientSpans of(OpenTelemetry openTelemetry) {
    return new ClientSpans(CallSpans.tracer(openTelemetry));
  }

  @Override
  public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
      MethodDescriptor<ReqT, RespT> method, CallOptions options, Channel next) {
    Context parent = Context.current();
    ClientCall<ReqT, RespT> call = next.newCall(method, options);
    return Span.fromContext(parent).getSpanContext().isValid()
        ? new SpannedCall<>(call, method, parent)
        : call;
  }

  private final class SpannedCall<ReqT, RespT> extends SimpleForwardingClientCall<ReqT, RespT> {

    private final MethodDescriptor<ReqT, RespT> method;
    private final Context parent;

    SpannedCall(
        ClientCall<ReqT, RespT> call, MethodDescriptor<ReqT, RespT> method, Context parent) {
      super(call);
      this.method = method;
      this.parent = parent;
    }

    @Override
    public void start(Listener<RespT> listener, Metadata headers) {
      Span span = CallSpans.start(tracer, method, SpanKind.CLIENT, parent);
      TraceHeaders.inject(parent.with(span), headers);
      try {
        super.start(new SpannedListener<>(listener, span), headers);
      } catch (RuntimeException e) {
        span.setStatus(StatusCode.ERROR);
        span.end();
        throw e;
      }
    }
  }

  private static final class SpannedListener<RespT>
      extends SimpleForwardingClientCallListener<RespT> {

    private final Span span;

    SpannedListener(ClientCall.Listener<RespT> listener, Span span) {
      super(listener);
      this.span = span;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      CallSpans.end(span, status, trailers, !status.isOk());
      super.onClose(status, trailers);
    }
  }
}
