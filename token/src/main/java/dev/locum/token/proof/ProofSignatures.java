package dev.locum.token.proof;

import dev.locum.token.denial.DenialException;

/** Checks that a proof is signed by the key that it brings along, and which key that is. */
@FunctionalInterface
public interface ProofSignatures {

  /**
   * The claims of a proof whose header, key and signature are in order (DP-1).
   *
   * @throws DenialException if they are not
   */
  SignedProof verify(DpopProof proof);
}
