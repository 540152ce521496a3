package dev.locum.settings.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret that was read through a reference ({@code file:} or {@code env:}). The text leaves
 * through {@link #reveal} only, which is the word to search for; {@code toString} never shows it.
 * Not serializable.
 */
public final class Secret {

  /** Bounds what is read; a key or a certificate chain stays far below. */
  public static final int MAX_LENGTH = 64 * 1024;

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * Wraps a secret.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@link #MAX_LENGTH}
   */
  public static Secret of(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "secret: empty or too long (expected: 1 to " + MAX_LENGTH + ")");
    }
    return new Secret(text);
  }

  /**
   * The secret text. Hand it to what uses it and nowhere else: never to a log, an error or an
   * argument.
   */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
