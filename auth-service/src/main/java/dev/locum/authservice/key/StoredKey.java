package dev.locum.authservice.key;

import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.VerificationKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A signing key as everybody may see it.
 *
 * @param key the public half
 * @param createdAt when it was made
 * @param retiresAt when it verifies no more; empty: it is current
 */
public record StoredKey(VerificationKey key, Instant createdAt, Optional<Instant> retiresAt) {

  public boolean isCurrent() {
    return retiresAt.isEmpty();
  }

  public SigningAlgorithm algorithm() {
    return key.algorithm();
  }
}
