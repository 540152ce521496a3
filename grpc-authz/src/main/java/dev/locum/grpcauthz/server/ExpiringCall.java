package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialReason;
import io.grpc.Context.CancellableContext;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A stream that ends when the credential that opened it expires (H14). What the handler sends
 * afterwards goes nowhere; its context is cancelled.
 */
final class ExpiringCall<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {

  private final CancellableContext context;
  private final String correlationId;
  private boolean closed;
  private @Nullable Future<?> expiry;

  ExpiringCall(ServerCall<ReqT, RespT> call, CancellableContext context, String correlationId) {
    super(call);
    this.context = context;
    this.correlationId = correlationId;
  }

  /** Sets what will call {@link #expire}. */
  synchronized void expireBy(Future<?> scheduled) {
    if (closed) {
      scheduled.cancel(false);
    } else {
      expiry = scheduled;
    }
  }

  /** Ends the stream: its credential has expired. */
  void expire() {
    StatusRuntimeException answer = Refusals.toStatus(DenialReason.TOKEN_EXPIRED, correlationId);
    Metadata details = answer.getTrailers();
    close(answer.getStatus(), details == null ? new Metadata() : details);
    context.cancel(answer);
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!closed) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(RespT message) {
    if (!closed) {
      super.sendMessage(message);
    }
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (closed) {
      return;
    }
    end();
    super.close(status, trailers);
  }

  /** Stops the clock: the stream has ended by itself. */
  synchronized void end() {
    closed = true;
    if (expiry != null) {
      expiry.cancel(false);
    }
  }
}
