package dev.locum.embeddedtemporal;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;

/**
 * Keeps workflow tasks off sticky queues. A real server moves a task from the sticky queue of a
 * worker that is gone to the normal one after a moment; the test server never does, so that a
 * killed worker would take its workflows with it. Every task goes to the normal queue with its
 * whole history instead, which costs a replay.
 */
final class UnstickyTasks implements ServerInterceptor {

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(ReqT message) {
        super.onMessage(withoutStickyQueue(message));
      }
    };
  }

  /** The message has the same type; only one field differs. */
  @SuppressWarnings("unchecked")
  private static <T> T withoutStickyQueue(T message) {
    return message instanceof RespondWorkflowTaskCompletedRequest completed
        ? (T) completed.toBuilder().clearStickyAttributes().build()
        : message;
  }
}
