package dev.locum.token;

/** A verified service token: proof of which workload calls. */
public final class VerifiedServiceToken implements VerifiedToken {

  private final ServiceClaims claims;
  private final TokenLife life;

  /** Only {@link TokenVerifier} constructs one. */
  VerifiedServiceToken(ServiceClaims claims, TokenLife life) {
    this.claims = claims;
    this.life = life;
  }

  public ServiceClaims claims() {
    return claims;
  }

  @Override
  public TokenLife life() {
    return life;
  }

  @Override
  public String toString() {
    return "VerifiedServiceToken[" + life.id() + "]";
  }
}
