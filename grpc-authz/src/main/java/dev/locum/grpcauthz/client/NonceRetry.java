package dev.locum.grpcauthz.client;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialReason;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls once more where a server wants a nonce in the proof and gave one with its refusal (RFC 9449
 * §9; DP-5). It stands before whatever adds the proof, which reads the nonce of {@link GivenNonce}.
 *
 * <p>A refusal without a new nonce, and a second refusal, is the answer. So it is where the client
 * streams: what it has sent is not kept. Thread-safe.
 */
@Incubating
public final class NonceRetry implements ClientInterceptor {

  private final GivenNonce given;

  /** Keeps what the server gives. */
  public NonceRetry(GivenNonce given) {
    this.given = given;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    boolean repeatable =
        method.getType() == MethodType.UNARY || method.getType() == MethodType.SERVER_STREAMING;
    return new RepeatedCall<>(() -> next.newCall(method, options), repeatable);
  }

  /** What the caller does is kept until it is known which attempt it is for. */
  private final class RepeatedCall<Q, R> extends ClientCall<Q, R> {

    private final Supplier<ClientCall<Q, R>> attempts;
    private final Object lock = new Object();
    private ClientCall<Q, R> call;
    private boolean mayRepeat;
    private @Nullable Q message;
    private int requested;
    private boolean halfClosed;

    RepeatedCall(Supplier<ClientCall<Q, R>> attempts, boolean mayRepeat) {
      this.attempts = attempts;
      this.call = attempts.get();
      this.mayRepeat = mayRepeat;
    }

    @Override
    public void start(Listener<R> listener, Metadata headers) {
      Metadata kept = copy(headers);
      String shown = given.latest();
      call.start(
          new SimpleForwardingClientCallListener<R>(listener) {
            private boolean begun;

            @Override
            public void onHeaders(Metadata received) {
              begun = true;
              super.onHeaders(received);
            }

            @Override
            public void onMessage(R received) {
              begun = true;
              super.onMessage(received);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              given.rememberFrom(trailers);
              boolean isNew = !given.latest().equals(shown);
              if (begun || !isNew || !wantsNonce(status, trailers) || !repeat(listener, kept)) {
                super.onClose(status, trailers);
              }
            }
          },
          headers);
    }

    /** False if it was repeated already, or cancelled. */
    private boolean repeat(Listener<R> listener, Metadata headers) {
      synchronized (lock) {
        if (!mayRepeat) {
          return false;
        }
        mayRepeat = false;
        call = attempts.get();
        call.start(new Learning<>(listener), headers);
        if (requested > 0) {
          call.request(requested);
        }
        if (message != null) {
          call.sendMessage(message);
        }
        if (halfClosed) {
          call.halfClose();
        }
        return true;
      }
    }

    @Override
    public void request(int messages) {
      synchronized (lock) {
        requested += messages;
        call.request(messages);
      }
    }

    @Override
    public void sendMessage(Q sent) {
      synchronized (lock) {
        message = sent;
        call.sendMessage(sent);
      }
    }

    @Override
    public void halfClose() {
      synchronized (lock) {
        halfClosed = true;
        call.halfClose();
      }
    }

    @Override
    public void cancel(@Nullable String why, @Nullable Throwable cause) {
      synchronized (lock) {
        mayRepeat = false;
        call.cancel(why, cause);
      }
    }

    @Override
    public boolean isReady() {
      synchronized (lock) {
        return call.isReady();
      }
    }

    @Override
    public void setMessageCompression(boolean enabled) {
      synchronized (lock) {
        call.setMessageCompression(enabled);
      }
    }

    @Override
    public Attributes getAttributes() {
      synchronized (lock) {
        return call.getAttributes();
      }
    }
  }

  private final class Learning<R> extends SimpleForwardingClientCallListener<R> {

    Learning(ClientCall.Listener<R> listener) {
      super(listener);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      given.rememberFrom(trailers);
      super.onClose(status, trailers);
    }
  }

  private static boolean wantsNonce(Status status, Metadata trailers) {
    return status.getCode() == Status.Code.UNAUTHENTICATED
        && Refusals.codeIn(status, trailers)
            .equals(Optional.of(DenialReason.PROOF_NONCE_NEEDED.code()));
  }

  private static Metadata copy(Metadata headers) {
    Metadata copied = new Metadata();
    copied.merge(headers);
    return copied;
  }
}
