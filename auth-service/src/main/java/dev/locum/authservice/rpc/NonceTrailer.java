package dev.locum.authservice.rpc;

import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.store.StoreUnavailableException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Tells whoever shows a proof, in the trailers, which nonce the next one has to have (DP-5). It
 * stands outside of what turns refusals into answers, since it adds to those too.
 */
final class NonceTrailer implements ServerInterceptor {

  private static final Metadata.Key<String> NONCE =
      Metadata.Key.of("dpop-nonce", Metadata.ASCII_STRING_MARSHALLER);

  private final SenderProofs proofs;

  NonceTrailer(SenderProofs proofs) {
    this.proofs = proofs;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (!headers.containsKey(ProofIntake.PROOF)) {
      return next.startCall(call, headers);
    }
    return next.startCall(
        new SimpleForwardingServerCall<ReqT, RespT>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            addTo(trailers);
            super.close(status, trailers);
          }
        },
        headers);
  }

  private void addTo(Metadata trailers) {
    try {
      proofs.nextNonce().ifPresent(nonce -> trailers.put(NONCE, nonce));
    } catch (StoreUnavailableException e) {
      // What was decided is answered all the same; the next proof is refused and told the nonce.
    }
  }
}
