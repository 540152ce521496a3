package dev.locum.token;

/**
 * Whom a token is for: one value of the {@code aud} claim (RFC 7519 §4.1.3). Compared exactly.
 *
 * @param value 1 to 255 printable ASCII characters without space, quote or backslash
 */
public record Audience(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public Audience {
    Names.require("Audience", value, Names.URI_OR_LABEL, 255);
  }

  @Override
  public String toString() {
    return value;
  }
}
