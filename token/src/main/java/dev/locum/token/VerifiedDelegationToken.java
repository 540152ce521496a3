package dev.locum.token;

/** A verified delegation token: proof of what a user allowed one workflow to do. */
public final class VerifiedDelegationToken implements VerifiedToken {

  private final DelegationClaims claims;
  private final TokenLife life;

  /** Only {@link TokenVerifier} constructs one. */
  VerifiedDelegationToken(DelegationClaims claims, TokenLife life) {
    this.claims = claims;
    this.life = life;
  }

  public DelegationClaims claims() {
    return claims;
  }

  @Override
  public TokenLife life() {
    return life;
  }

  @Override
  public String toString() {
    return "VerifiedDelegationToken[" + life.id() + "]";
  }
}
