package dev.locum.token;

import java.time.Duration;
import java.time.Instant;

/**
 * When a token counts: from {@code issuedAt} to just before {@code expiresAt}. Both are whole
 * seconds, as in the token (RFC 7519 §2, NumericDate).
 *
 * @param id {@code jti}
 * @param issuedAt {@code iat}
 * @param expiresAt {@code exp}; at this instant the token is expired
 */
public record TokenLife(TokenId id, Instant issuedAt, Instant expiresAt) {

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if it expires at or before its issue, or has fractions of a
   *     second
   */
  public TokenLife {
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException("expiry: at or before the issue (expected: after)");
    }
    if (issuedAt.getNano() != 0 || expiresAt.getNano() != 0) {
      throw new IllegalArgumentException("life: fractions of a second (expected: whole seconds)");
    }
  }

  public Duration duration() {
    return Duration.between(issuedAt, expiresAt);
  }
}
