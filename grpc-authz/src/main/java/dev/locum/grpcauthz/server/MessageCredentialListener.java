package dev.locum.grpcauthz.server;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.ServerCall;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the one message of a unary call, whose token decides whether the handler is started.
 */
final class MessageCredentialListener<ReqT> extends ServerCall.Listener<ReqT> {

  private final MessageCredential<ReqT> credential;
  private final Function<String, ServerCall.Listener<ReqT>> admit;
  private ServerCall.@Nullable Listener<ReqT> handler;

  /**
   * Asks the call for its message.
   *
   * @param admit starts the handler for the token of the message, or throws a {@link
   *     DenialException}
   */
  MessageCredentialListener(
      ServerCall<ReqT, ?> call,
      MessageCredential<ReqT> credential,
      Function<String, ServerCall.Listener<ReqT>> admit) {
    this.credential = credential;
    this.admit = admit;
    call.request(1);
  }

  @Override
  public void onMessage(ReqT message) {
    if (handler != null) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "a second message");
    }
    ServerCall.Listener<ReqT> started = admit.apply(credential.tokenOf(message));
    handler = started;
    started.onMessage(credential.withoutToken(message));
  }

  @Override
  public void onHalfClose() {
    if (handler == null) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "no message");
    }
    handler.onHalfClose();
  }

  @Override
  public void onCancel() {
    if (handler != null) {
      handler.onCancel();
    }
  }

  @Override
  public void onComplete() {
    if (handler != null) {
      handler.onComplete();
    }
  }

  @Override
  public void onReady() {
    if (handler != null) {
      handler.onReady();
    }
  }
}
