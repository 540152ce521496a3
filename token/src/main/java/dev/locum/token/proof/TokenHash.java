package dev.locum.token.proof;

import java.nio.charset.StandardCharsets;

/**
 * Which token a proof is for: the SHA-256 of its text, as in {@code ath} (RFC 9449 §4.2) and {@code
 * tth} (WIMSE, for a Transaction Token; WI-2).
 *
 * @param value base64url, 43 characters
 */
public record TokenHash(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is no SHA-256
   */
  public TokenHash {
    Digests.require("token hash", value);
  }

  /** The hash of a token as it is on the wire. */
  public static TokenHash of(String token) {
    return new TokenHash(Digests.of(token.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public String toString() {
    return value;
  }
}
