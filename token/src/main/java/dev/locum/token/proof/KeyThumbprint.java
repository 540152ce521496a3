package dev.locum.token.proof;

/**
 * Which public key: its RFC 7638 thumbprint with SHA-256, as in {@code cnf.jkt} (RFC 9449 §6.1).
 *
 * @param value base64url, 43 characters
 */
public record KeyThumbprint(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is no SHA-256
   */
  public KeyThumbprint {
    Digests.require("jkt", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
