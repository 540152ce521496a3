package dev.locum.grpcauthz.rpc;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outermost interceptor of a server: turns what a handler or an inner interceptor throws into
 * one answer. A {@link DenialException} becomes its refusal, a {@link StatusRuntimeException}
 * passes as the handler's own answer, everything else is logged and answered {@code SERVER_FAULT}
 * without a word of what went wrong.
 *
 * <p>It covers what is thrown, and what is handed to {@code StreamObserver.onError}.
 */
public final class ErrorBoundary implements ServerInterceptor {

  private static final Logger log = LoggerFactory.getLogger(ErrorBoundary.class);

  /** It holds no state and may be shared. */
  public ErrorBoundary() {}

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String correlationId = Correlation.of(headers);
    BoundedCall<ReqT, RespT> bounded = new BoundedCall<>(call, correlationId);
    try {
      return new BoundedListener<>(next.startCall(bounded, headers), bounded);
    } catch (RuntimeException e) {
      bounded.fail(e);
      return new ServerCall.Listener<>() {};
    }
  }

  /** The status that a failure is answered with; the cause is for this process only. */
  static StatusRuntimeException answerTo(Throwable failure, String correlationId, String method) {
    if (failure instanceof DenialException denial) {
      return Refusals.toStatus(denial.rejection(), correlationId);
    }
    if (failure instanceof StatusRuntimeException status) {
      return status;
    }
    log.error("{} failed, correlation {}", method, correlationId, failure);
    return Refusals.toStatus(Rejection.of(DenialReason.SERVER_FAULT), correlationId);
  }

  /** Rewrites the final status where its cause is one of ours or unknown. Closes once. */
  private static final class BoundedCall<ReqT, RespT>
      extends SimpleForwardingServerCall<ReqT, RespT> {

    private final String correlationId;
    private final AtomicBoolean closed = new AtomicBoolean();

    BoundedCall(ServerCall<ReqT, RespT> call, String correlationId) {
      super(call);
      this.correlationId = correlationId;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      Throwable cause = status.getCause();
      boolean unexplained = status.getCode() == Status.Code.UNKNOWN && trailers.keys().isEmpty();
      if (cause instanceof DenialException || (cause != null && unexplained)) {
        StatusRuntimeException answer = answerTo(cause, correlationId, method());
        Metadata details = answer.getTrailers();
        super.close(answer.getStatus(), details == null ? new Metadata() : details);
      } else {
        super.close(status, trailers);
      }
    }

    void fail(RuntimeException failure) {
      StatusRuntimeException answer = answerTo(failure, correlationId, method());
      Metadata details = answer.getTrailers();
      close(answer.getStatus(), details == null ? new Metadata() : details);
    }

    private String method() {
      return getMethodDescriptor().getFullMethodName();
    }
  }

  private static final class BoundedListener<ReqT>
      extends SimpleForwardingServerCallListener<ReqT> {

    private final BoundedCall<ReqT, ?> call;

    BoundedListener(ServerCall.Listener<ReqT> listener, BoundedCall<ReqT, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(ReqT message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    private void guard(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        call.fail(e);
      }
    }
  }
}
