package dev.locum.authservice.user;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A password in clear, for as long as it takes to hash it. Normalized (NFKC), so that the same
 * characters typed on another keyboard are the same password. Not comparable and never shown: only
 * {@link PasswordHashing} reads it.
 */
public final class Password {

  /** NIST SP 800-63B asks for 8; nothing else limits guessing of a stolen hash. */
  public static final int MIN_LENGTH = 12;

  /** Bounds the work of normalizing and hashing. */
  public static final int MAX_LENGTH = 256;

  private final String text;

  private Password(String text) {
    this.text = Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  /**
   * A password that a user shall have from now on.
   *
   * @throws IllegalArgumentException if it is shorter than {@link #MIN_LENGTH} or longer than
   *     {@link #MAX_LENGTH} characters
   */
  public static Password chosen(String text) {
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "password: refused (expected: " + MIN_LENGTH + " to " + MAX_LENGTH + " characters)");
    }
    return new Password(text);
  }

  /**
   * A password that somebody claims is right. Any text: what is too long is cut and so never right.
   */
  public static Password claimed(String text) {
    return new Password(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "\0" : text);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Password[redacted]";
  }
}
