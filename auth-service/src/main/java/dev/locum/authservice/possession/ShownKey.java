package dev.locum.authservice.possession;

import dev.locum.token.proof.KeyThumbprint;
import java.util.Optional;

/**
 * The key that a request may prove. It is asked for only where there is something to bind to it: a
 * proof counts once, and whoever has nothing to show could fill the record of proofs.
 */
@FunctionalInterface
public interface ShownKey {

  /** No key: tokens are bound to nothing. */
  static ShownKey none() {
    return NoKey.SHOWN;
  }

  /** Whether a proof is shown, good or not; without one {@link #prove} is empty. */
  default boolean isShown() {
    return true;
  }

  /**
   * The key; empty if no proof is shown. It may be asked once.
   *
   * @throws dev.locum.token.denial.DenialException if a proof is shown that does not count
   */
  Optional<KeyThumbprint> prove();

  /** No key. */
  enum NoKey implements ShownKey {
    SHOWN;

    @Override
    public boolean isShown() {
      return false;
    }

    @Override
    public Optional<KeyThumbprint> prove() {
      return Optional.empty();
    }
  }
}
