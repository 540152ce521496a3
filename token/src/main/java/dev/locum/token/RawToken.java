package dev.locum.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A token as it came: nothing about it is verified. The text leaves through {@link #reveal} only,
 * which is the word to search for; {@code toString} never shows it.
 */
public final class RawToken {

  /** Bounds what a verifier parses; our own tokens stay far below. */
  public static final int MAX_LENGTH = 16 * 1024;

  private final String text;

  private RawToken(String text) {
    this.text = text;
  }

  /**
   * Wraps a token. Any text is taken, since only a verifier judges it.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@link #MAX_LENGTH}
   */
  public static RawToken of(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "token: " + text.length() + " characters (expected: 1 to " + MAX_LENGTH + ")");
    }
    return new RawToken(text);
  }

  /**
   * The secret text. Put it on the wire and nowhere else: never into a log, an error or an
   * argument.
   */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawToken token && MessageDigest.isEqual(bytes(text), bytes(token.text));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "RawToken[" + text.length() + " characters]";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
