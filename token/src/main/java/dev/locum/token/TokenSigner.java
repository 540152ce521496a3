package dev.locum.token;

import java.util.Map;

/**
 * Signs claims with the issuer's current key. Whoever holds one can issue any token: guard it as a
 * key. Thread-safe.
 */
public interface TokenSigner {

  /**
   * Signs.
   *
   * @param type the {@code typ} header
   * @param claims strings, whole numbers, booleans, and lists and maps of these
   * @throws IllegalArgumentException if a claim has another type or the token would be too long
   */
  RawToken sign(String type, Map<String, Object> claims);
}
