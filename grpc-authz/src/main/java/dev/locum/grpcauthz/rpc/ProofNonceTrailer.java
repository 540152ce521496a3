package dev.locum.grpcauthz.rpc;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.token.Incubating;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whoever shows a proof, in the trailer {@code dpop-nonce}, which nonce the next one has to
 * have (RFC 9449 §8, §9; DP-5). It stands outside of what turns refusals into answers, since it
 * adds to those too.
 */
@Incubating
public final class ProofNonceTrailer implements ServerInterceptor {

  private final Supplier<Optional<String>> nonces;

  /**
   * A trailer.
   *
   * @param nonces answers the nonce that the next proof has to have; empty: none is asked for, or
   *     it cannot be told now
   */
  public ProofNonceTrailer(Supplier<Optional<String>> nonces) {
    this.nonces = nonces;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (!headers.containsKey(CallHeaders.DPOP)) {
      return next.startCall(call, headers);
    }
    return next.startCall(
        new SimpleForwardingServerCall<ReqT, RespT>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            nonces.get().ifPresent(nonce -> trailers.put(CallHeaders.DPOP_NONCE, nonce));
            super.close(status, trailers);
          }
        },
        headers);
  }
}
