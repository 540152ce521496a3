package dev.locum.cli.rpc;

import dev.locum.cli.profile.StoredTokens;
import dev.locum.grpcauthz.client.GivenNonce;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Clock;
import java.util.Optional;

/**
 * Adds to each call what proves that the user's token is theirs (RFC 9449 §7): nothing, if it is
 * bound to nothing.
 */
final class HolderProof implements ClientInterceptor {

  private final StoredTokens tokens;
  private final Optional<DpopKey> key;
  private final String origin;
  private final GivenNonce nonce;

  /**
   * For calls to one server.
   *
   * @param origin how that server is called in proofs
   * @param nonce what that server gave last
   */
  HolderProof(StoredTokens tokens, String origin, GivenNonce nonce, Clock clock) {
    this.tokens = tokens;
    this.key = tokens.prover(clock);
    this.origin = origin;
    this.nonce = nonce;
  }

  /** The value of {@code authorization}. */
  String authorization() {
    return (key.isPresent() ? "DPoP " : "Bearer ") + tokens.accessToken().reveal();
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        key.ifPresent(prover -> headers.put(CallHeaders.DPOP, proof(prover, method)));
        super.start(listener, headers);
      }
    };
  }

  private String proof(DpopKey prover, MethodDescriptor<?, ?> method) {
    return prover
        .proveAccessToken(
            "POST",
            new TargetUri(origin, "/" + method.getFullMethodName()),
            tokens.accessToken().reveal(),
            nonce.latest())
        .reveal();
  }
}
