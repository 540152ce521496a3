package dev.locum.grpcauthz.header;

import dev.locum.token.RawToken;
import java.util.Optional;

/**
 * What a caller presented: each credential at most once and of the right form, none of it verified.
 *
 * @param bearer the token of {@code authorization}, by whichever scheme
 * @param txnToken the token of {@code txn-token}
 * @param forwarded for whom the caller says that it acts
 * @param proof that the tokens are the sender's
 */
public record PresentedCredentials(
    Optional<RawToken> bearer,
    Optional<RawToken> txnToken,
    Optional<ForwardedPrincipal> forwarded,
    PresentedProof proof) {

  /** Credentials whose sender proves nothing. */
  public PresentedCredentials(
      Optional<RawToken> bearer,
      Optional<RawToken> txnToken,
      Optional<ForwardedPrincipal> forwarded) {
    this(bearer, txnToken, forwarded, PresentedProof.none());
  }
}
