package dev.locum.token;

/**
 * Names one token: the {@code jti} claim (RFC 7519 §4.1.7). Not secret; this is what logs and audit
 * events show.
 *
 * @param value 1 to 64 characters out of {@code [A-Za-z0-9._:-]}
 */
public record TokenId(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public TokenId {
    Names.require("TokenId", value, Names.ID, 64);
  }

  @Override
  public String toString() {
    return value;
  }
}
