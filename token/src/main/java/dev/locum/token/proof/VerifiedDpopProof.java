package dev.locum.token.proof;

import java.util.Optional;

/**
 * A verified proof: whoever sent the request holds the key, made the proof for this request, and
 * has not used it before.
 */
public final class VerifiedDpopProof {

  private final KeyThumbprint key;
  private final Optional<TokenHash> accessToken;
  private final Optional<TokenHash> txnToken;

  /** Only {@link DpopVerifier} constructs one. */
  VerifiedDpopProof(KeyThumbprint key, ProvenRequest request) {
    this.key = key;
    this.accessToken = request.accessToken();
    this.txnToken = request.txnToken();
  }

  /** The key that is proven. */
  public KeyThumbprint key() {
    return key;
  }

  /** Whether it was made for this token. */
  boolean isFor(TokenHash token) {
    return accessToken.filter(token::equals).isPresent()
        || txnToken.filter(token::equals).isPresent();
  }

  @Override
  public String toString() {
    return "VerifiedDpopProof[" + key + "]";
  }
}
