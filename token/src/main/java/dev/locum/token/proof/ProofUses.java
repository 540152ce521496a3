package dev.locum.token.proof;

import java.time.Instant;

/**
 * Remembers which proofs were used (RFC 9449 §11.1). A proof belongs to its key, so nobody can use
 * up another's. Thread-safe.
 */
@FunctionalInterface
public interface ProofUses {

  /**
   * Records a use, atomically.
   *
   * @param key whose proof it is
   * @param proofId its {@code jti}
   * @param keepUntil the record must live at least until then, that moment included: until nothing
   *     with that id is accepted any more (DP-2)
   * @return whether this is the first use
   * @throws RuntimeException if it cannot be recorded; then the proof is refused as undecided
   */
  boolean useOnce(KeyThumbprint key, String proofId, Instant keepUntil);
}
