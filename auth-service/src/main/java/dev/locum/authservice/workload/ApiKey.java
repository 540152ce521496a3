package dev.locum.authservice.workload;

import dev.locum.authservice.digest.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * An API key: 32 random bytes, written {@code lk_} and base64url. It is shown once; the store has
 * its hash only. A plain SHA-256 is enough, since nobody can guess 256 random bits.
 */
public final class ApiKey {

  private static final String PREFIX = "lk_";
  private static final int BYTES = 32;

  private final String text;

  private ApiKey(String text) {
    this.text = text;
  }

  /** A fresh key. */
  static ApiKey generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What somebody claims to be a key; any text. */
  public static ApiKey claimed(String text) {
    return new ApiKey(text);
  }

  /** The secret, for the one answer that carries it. */
  public String reveal() {
    return text;
  }

  /** What is stored and looked up. */
  String hash() {
    return Sha256.base64Url(text);
  }

  @Override
  public String toString() {
    return "ApiKey[redacted]";
  }
}
