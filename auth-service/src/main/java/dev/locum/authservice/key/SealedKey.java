package dev.locum.authservice.key;

import dev.locum.token.jose.VerificationKey;

/**
 * A new signing key, sealed before the transaction that stores it: what seals it may be slow, and
 * the store has one writer.
 *
 * @param key the public half
 * @param sealed the private half, as it is stored
 */
public record SealedKey(VerificationKey key, String sealed) {

  @Override
  public String toString() {
    return "SealedKey[" + key.keyId() + "]";
  }
}
