package dev.locum.token.proof;

/**
 * Says which nonces a verifier gave out lately (RFC 9449 §8, §9), so that a proof cannot have been
 * made long before it is shown. Thread-safe.
 */
@FunctionalInterface
public interface ProofNonces {

  /**
   * Whether a proof with this nonce was made after the nonce was given out, lately.
   *
   * @param nonce whatever the proof says
   * @throws RuntimeException if it cannot be told; then the proof is refused as undecided
   */
  boolean isFresh(String nonce);
}
