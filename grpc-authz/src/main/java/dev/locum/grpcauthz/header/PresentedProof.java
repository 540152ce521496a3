package dev.locum.grpcauthz.header;

import dev.locum.token.Incubating;
import dev.locum.token.proof.DpopProof;
import java.util.Optional;

/**
 * What is presented to prove that tokens are the sender's (RFC 9449 §7.1).
 *
 * @param asDpop whether {@code authorization} has the scheme {@code DPoP}
 * @param proof the value of {@code dpop}; empty: none
 */
@Incubating
public record PresentedProof(boolean asDpop, Optional<DpopProof> proof) {

  private static final PresentedProof NONE = new PresentedProof(false, Optional.empty());

  /** Nothing: a bearer token. */
  public static PresentedProof none() {
    return NONE;
  }
}
