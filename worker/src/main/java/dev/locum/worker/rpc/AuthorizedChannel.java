package dev.locum.worker.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialException;
import dev.locum.worker.downstream.OutgoingCall;
import dev.locum.worker.downstream.OutgoingCall.PayloadToken;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Authorizes each call when it starts, and puts on it what authenticates it. A refused call ends
 * with the refusal as its status and never reaches the channel. Starting a call may wait for the
 * auth service.
 */
public final class AuthorizedChannel implements ClientInterceptor {

  private final Function<String, OutgoingCall> authorizing;

  /**
   * An interceptor for one activity and one downstream.
   *
   * @param authorizing authorizes a full method name; throws {@link DenialException} for a refusal
   */
  public AuthorizedChannel(Function<String, OutgoingCall> authorizing) {
    this.authorizing = authorizing;
  }

  @Override
  public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
      MethodDescriptor<ReqT, RespT> method, CallOptions options, Channel next) {
    return new AuthorizedCall<>(next.newCall(method, options), method.getFullMethodName());
  }

  private final class AuthorizedCall<ReqT, RespT> extends SimpleForwardingClientCall<ReqT, RespT> {

    private final String method;
    private Optional<PayloadToken> payload = Optional.empty();
    private boolean refused;

    AuthorizedCall(ClientCall<ReqT, RespT> call, String method) {
      super(call);
      this.method = method;
    }

    @Override
    public void start(Listener<RespT> listener, Metadata headers) {
      OutgoingCall call;
      try {
        call = authorizing.apply(method);
      } catch (DenialException e) {
        refused = true;
        StatusRuntimeException status = Refusals.toStatus(e.rejection(), "");
        listener.onClose(status.getStatus(), trailers(status.getTrailers()));
        return;
      }
      payload = call.payloadToken();
      call.headers()
          .forEach((name, value) -> {
            Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
            headers.discardAll(key);
            headers.put(key, value);
          });
      super.start(listener, headers);
    }

    @Override
    public void request(int messages) {
      if (!refused) {
        super.request(messages);
      }
    }

    @Override
    public void sendMessage(ReqT message) {
      if (!refused) {
        super.sendMessage(payload.map(token -> withToken(message, token)).orElse(message));
      }
    }

    @Override
    public void halfClose() {
      if (!refused) {
        super.halfClose();
      }
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      if (!refused) {
        super.cancel(message, cause);
      }
    }
  }

  private static Metadata trailers(@Nullable Metadata trailers) {
    return trailers == null ? new Metadata() : trailers;
  }

  /** The message has the same type; only one text field differs. */
  @SuppressWarnings("unchecked")
  private static <T> T withToken(T message, PayloadToken token) {
    if (!(message instanceof Message typed)) {
      throw new IllegalStateException("token in the payload: not a protobuf message");
    }
    FieldDescriptor field = typed.getDescriptorForType().findFieldByName(token.field());
    if (field == null
        || field.isRepeated()
        || field.getJavaType() != FieldDescriptor.JavaType.STRING) {
      throw new IllegalStateException(
          "token in the payload: no field " + token.field() + " (expected: a single string field)");
    }
    return (T) typed.toBuilder().setField(field, token.token().reveal()).build();
  }
}
