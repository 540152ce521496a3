package dev.locum.token;

/** A verified downstream token: proof that a workflow may take these actions at this service. */
public final class VerifiedDownstreamToken implements VerifiedToken {

  private final DownstreamClaims claims;
  private final TokenLife life;

  /** Only {@link TokenVerifier} constructs one. */
  VerifiedDownstreamToken(DownstreamClaims claims, TokenLife life) {
    this.claims = claims;
    this.life = life;
  }

  public DownstreamClaims claims() {
    return claims;
  }

  @Override
  public TokenLife life() {
    return life;
  }

  @Override
  public String toString() {
    return "VerifiedDownstreamToken[" + life.id() + "]";
  }
}
