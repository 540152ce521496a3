package dev.locum.token.jose;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Public keys in their provider's own form, kept because translation costs more than a lookup.
 * Thread-safe.
 */
final class AdoptedKeys {

  /** Bounds memory where many workloads register keys; rotation never holds so many at once. */
  private static final int MAX_KEYS = 1024;

  private final Map<VerificationKey, PublicKey> keys = new ConcurrentHashMap<>();

  PublicKey get(VerificationKey key, SignatureEngine engine) throws GeneralSecurityException {
    PublicKey known = keys.get(key);
    if (known != null) {
      return known;
    }
    PublicKey adopted = engine.adopt(key.publicKey());
    if (keys.size() >= MAX_KEYS) {
      keys.clear();
    }
    keys.put(key, adopted);
    return adopted;
  }
}
