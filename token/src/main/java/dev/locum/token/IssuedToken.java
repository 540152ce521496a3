package dev.locum.token;

/**
 * A token just issued: the secret, and when it counts.
 *
 * @param token the secret; put it on the wire and nowhere else
 * @param life its id, issue and expiry, as in the token
 */
public record IssuedToken(RawToken token, TokenLife life) {

  /** Shows the token's id only. */
  @Override
  public String toString() {
    return "IssuedToken[" + life.id() + "]";
  }
}
