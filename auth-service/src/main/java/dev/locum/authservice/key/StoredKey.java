package dev.locum.authservice.key;

import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.VerificationKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A signing key as everybody may see it.
 *
 * @param key the public half
 * @param createdAt when it was made and published
 * @param activatesAt when it may sign
 * @param retiresAt when it verifies no more; empty: no other has followed it
 */
public record StoredKey(
    VerificationKey key, Instant createdAt, Instant activatesAt, Optional<Instant> retiresAt) {

  public SigningAlgorithm algorithm() {
    return key.algorithm();
  }

  /** Whether it verifies no more at this time. */
  boolean isRetired(Instant now) {
    return retiresAt.filter(at -> !now.isBefore(at)).isPresent();
  }
}
