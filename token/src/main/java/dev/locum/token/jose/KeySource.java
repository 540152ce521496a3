package dev.locum.token.jose;

import dev.locum.token.KeyStanding;
import java.time.Instant;

/**
 * The keys of exactly one issuer. Mixing issuers in one source would let each sign as the other
 * (S4-29). Thread-safe. An exception counts as {@link KeyLookup.Unavailable}.
 */
@FunctionalInterface
public interface KeySource extends KeyStanding {

  /**
   * Looks a key up. The id comes from a token and is hostile; it has a legal form and at most 128
   * characters.
   */
  KeyLookup find(String keyId);

  /** These keys and no others, ever. */
  static KeySource fixed(PublicKeys keys) {
    return new KeySource() {
      @Override
      public KeyLookup find(String keyId) {
        return keys.find(keyId)
            .<KeyLookup>map(KeyLookup.Found::new)
            .orElseGet(KeyLookup.Unknown::new);
      }

      @Override
      public Instant freshUntil() {
        return Instant.MAX;
      }
    };
  }
}
