package dev.locum.token;

/**
 * Who issued a token: the {@code iss} claim (RFC 7519 §4.1.1). Compared exactly, byte for byte.
 *
 * @param value 1 to 255 printable ASCII characters without space, quote or backslash
 */
public record Issuer(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public Issuer {
    Names.require("Issuer", value, Names.URI_OR_LABEL, 255);
  }

  @Override
  public String toString() {
    return value;
  }
}
