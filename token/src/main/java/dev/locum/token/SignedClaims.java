package dev.locum.token;

import java.util.Map;

/**
 * The claims of a token whose signature holds, and nothing more is known of them. A value is a
 * {@code String}, {@code Long}, {@code BigDecimal}, {@code Boolean}, {@code List} or {@code Map} of
 * these.
 *
 * @param claims by name; immutable
 */
public record SignedClaims(Map<String, Object> claims) {

  /** Copies the outer map. */
  public SignedClaims {
    claims = Map.copyOf(claims);
  }

  /** Shows the names only. */
  @Override
  public String toString() {
    return "SignedClaims" + claims.keySet();
  }
}
