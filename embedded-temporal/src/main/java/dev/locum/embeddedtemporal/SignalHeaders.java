package dev.locum.embeddedtemporal;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Keeps the headers of signals, which the test server drops (temporalio/sdk-java issue 2659).
 *
 * <p>The test server keeps the input of a signal, so the header rides in it: on its way in it is
 * appended to the input as one more payload (see {@link CarriedHeader}), and wherever history
 * leaves the server that payload is taken out again and put back as the header. There is no state
 * here, so it holds for any number of signals, in any order, and across workflow task retries.
 */
final class SignalHeaders implements ServerInterceptor {

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    ServerCall<ReqT, RespT> restoring =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendMessage(RespT message) {
            super.sendMessage(same(message, SignalHeaderRewriter.restore(message)));
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(restoring, headers)) {
      @Override
      public void onMessage(ReqT message) {
        super.onMessage(same(message, SignalHeaderRewriter.carry(message)));
      }
    };
  }

  /** A rewritten message has the type of the message that it replaces. */
  @SuppressWarnings("unchecked")
  private static <T> T same(T message, Object rewritten) {
    if (!message.getClass().isInstance(rewritten)) {
      throw new IllegalStateException(
          "rewritten: " + rewritten.getClass() + " (expected: " + message.getClass() + ")");
    }
    return (T) rewritten;
  }
}
