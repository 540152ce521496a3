package dev.locum.token;

/**
 * Who a token is about: the {@code sub} claim (RFC 7519 §4.1.2). Opaque, never reused, never a name
 * or an address.
 *
 * @param value 1 to 255 characters out of {@code [A-Za-z0-9._:-]}
 */
public record Subject(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public Subject {
    Names.require("Subject", value, Names.ID, 255);
  }

  @Override
  public String toString() {
    return value;
  }
}
