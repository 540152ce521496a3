package dev.locum.authservice.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  /** The secret, for the one answer that carries it. */
  public String reveal() {
    return text;
  }

  /** What is stored and looked up. */
  String hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("client-secret:".getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: absent (expected: in every Java platform)", e);
    }
  }

  @Override
  public String toString() {
    return "ClientSecret[redacted]";
  }
}
