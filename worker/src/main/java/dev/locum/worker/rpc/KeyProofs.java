package dev.locum.worker.rpc;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.TargetUri;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Function;

/**
 * Proves the worker's key to the auth service, with the nonce that it gave last, if it gives any
 * (DP-5). Thread-safe.
 */
final class KeyProofs {

  private final String origin;
  private final DpopKey key;
  private volatile String nonce = "";

  /**
   * For one auth service.
   *
   * @param origin the auth service, as proofs name it
   */
  KeyProofs(String origin, DpopKey key) {
    this.origin = origin;
    this.key = key;
  }

  /**
   * Calls with a proof. Refused for want of a nonce, it calls once more with the one that came with
   * the refusal; a refusal without one, or a second one, is the answer.
   */
  <T> T call(Function<ClientInterceptor, T> call) {
    Proving first = new Proving(nonce);
    try {
      return call.apply(first);
    } catch (StatusRuntimeException e) {
      String given = nonce;
      if (Refusals.reasonOf(e) != DenialReason.PROOF_NONCE_NEEDED || given.equals(first.shown)) {
        throw e;
      }
      return call.apply(new Proving(given));
    }
  }

  private DpopProof prove(MethodDescriptor<?, ?> method, String shown) {
    TargetUri target = new TargetUri(origin, "/" + method.getFullMethodName());
    return key.proveWithNonce("POST", target, shown);
  }

  private void remember(Metadata trailers) {
    String given = trailers.get(CallHeaders.DPOP_NONCE);
    if (given != null) {
      nonce = given;
    }
  }

  /** Adds a fresh proof to each call, and learns the next nonce from its answer. */
  private final class Proving implements ClientInterceptor {

    private final String shown;

    Proving(String shown) {
      this.shown = shown;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          headers.put(CallHeaders.DPOP, prove(method, shown).reveal());
          super.start(new Learning<>(listener), headers);
        }
      };
    }
  }

  private final class Learning<R> extends SimpleForwardingClientCallListener<R> {

    Learning(ClientCall.Listener<R> listener) {
      super(listener);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      remember(trailers);
      super.onClose(status, trailers);
    }
  }
}
