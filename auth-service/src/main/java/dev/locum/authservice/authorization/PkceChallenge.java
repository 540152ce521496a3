package dev.locum.authservice.authorization;

import dev.locum.authservice.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * A {@code code_challenge} of the method {@code S256} (RFC 7636 §4.2); the method {@code plain}
 * does not exist here.
 *
 * @param value base64url of a SHA-256: 43 characters
 */
public record PkceChallenge(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public PkceChallenge {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("code challenge: refused (expected: S256, 43 characters)");
    }
  }

  /** Whether the verifier, any text, is the one this was made of. */
  boolean isAnsweredBy(String verifier) {
    if (!VERIFIER.matcher(verifier).matches()) {
      return false;
    }
    return MessageDigest.isEqual(
        Sha256.base64Url(verifier).getBytes(StandardCharsets.US_ASCII),
        value.getBytes(StandardCharsets.US_ASCII));
  }
}
