package dev.locum.token;

import dev.locum.token.proof.Confirmation;
import java.util.Map;
import java.util.Optional;

/**
 * A token that lacks nothing but its signature: its id and life are decided, so that they can be
 * recorded before the token is there. A signature is work for a processor; where a decision is
 * taken one after the other, it is made afterwards. Not thread-safe.
 */
@Incubating
public final class PreparedToken {

  private final TokenSigner signer;
  private final TokenKind kind;
  private final Map<String, Object> claims;
  private final TokenLife life;
  private final Optional<Confirmation> confirmation;

  PreparedToken(
      TokenSigner signer,
      TokenKind kind,
      Map<String, Object> claims,
      TokenLife life,
      Optional<Confirmation> confirmation) {
    this.signer = signer;
    this.kind = kind;
    this.claims = claims;
    this.life = life;
    this.confirmation = confirmation;
  }

  /** Its id, issue and expiry, as they will be in the token. */
  public TokenLife life() {
    return life;
  }

  /** Signs it, with the key that signs now. */
  public IssuedToken sign() {
    return new IssuedToken(signer.sign(kind.type(), claims), life, confirmation);
  }

  /** Shows the token's id only. */
  @Override
  public String toString() {
    return "PreparedToken[" + life.id() + "]";
  }
}
