package dev.locum.authservice.rpc;

import dev.locum.audit.AuditUnavailableException;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.function.Supplier;

/**
 * What cannot be decided because the store does not answer is answered so, by every method, those
 * that are yet to be written included: {@code AUTHORITY_UNAVAILABLE}, and the caller may repeat.
 */
final class StoreBoundary implements ServerInterceptor {

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    ServerCall.Listener<ReqT> listener = translating(() -> next.startCall(call, headers));
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(ReqT message) {
        translating(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        translating(super::onHalfClose);
      }

      @Override
      public void onReady() {
        translating(super::onReady);
      }
    };
  }

  private static void translating(Runnable step) {
    translating(() -> {
      step.run();
      return true;
    });
  }

  private static <T> T translating(Supplier<T> step) {
    try {
      return step.get();
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the store does not answer");
    } catch (AuditUnavailableException e) {
      throw new DenialException(DenialReason.AUDIT_UNAVAILABLE, "the event could not be recorded");
    }
  }
}
