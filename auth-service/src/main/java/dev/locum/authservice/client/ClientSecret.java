package dev.locum.authservice.client;

import dev.locum.authservice.digest.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A client secret: 32 random bytes, written {@code locum_cs_} and base64url. It is shown once; the
 * store has its hash only. A plain SHA-256 is enough, since nobody can guess 256 random bits.
 */
public final class ClientSecret {

  private static final String PREFIX = "locum_cs_";
  private static final int BYTES = 32;

  private final String text;

  private ClientSecret(String text) {
    this.text = text;
  }

  /** A fresh secret. */
  static ClientSecret generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new ClientSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What somebody claims to be a secret; any text. */
  public static ClientSecret claimed(String text) {
    return new ClientSecret(text);
  }

  /** Whether a text looks like a secret of a client; a hint for where to look first, no proof. */
  public static boolean looksLikeOne(String text) {
    return text.startsWith(PREFIX);
  }

  /** The secret, for the one answer that carries it. */
  public String reveal() {
    return text;
  }

  /** What is stored and looked up. */
  String hash() {
    return Sha256.base64Url("client-secret:" + text);
  }

  @Override
  public String toString() {
    return "ClientSecret[redacted]";
  }
}
