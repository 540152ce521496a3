package dev.locum.token;

import dev.locum.token.proof.Confirmation;
import java.util.Optional;

/**
 * A token just issued: the secret, and when it counts.
 *
 * @param token the secret; put it on the wire and nowhere else
 * @param life its id, issue and expiry, as in the token
 * @param confirmation to what it is bound; empty: to nothing
 */
public record IssuedToken(RawToken token, TokenLife life, Optional<Confirmation> confirmation) {

  /** A token that is bound to nothing. */
  public IssuedToken(RawToken token, TokenLife life) {
    this(token, life, Optional.empty());
  }

  /**
   * How it is shown as an access token: {@code DPoP} with a proof of its key (RFC 9449 §5), else
   * {@code Bearer}, also where a client certificate has to be there (RFC 8705 §3).
   */
  public String scheme() {
    return confirmation.filter(Confirmation.Key.class::isInstance).isPresent() ? "DPoP" : "Bearer";
  }

  /** Shows the token's id only. */
  @Override
  public String toString() {
    return "IssuedToken[" + life.id() + "]";
  }
}
