package dev.locum.token;

/** A verified access token (RFC 9068): proof of who the user is. */
public final class VerifiedAccessToken implements VerifiedToken {

  private final AccessClaims claims;
  private final TokenLife life;

  /** Only {@link TokenVerifier} constructs one. */
  VerifiedAccessToken(AccessClaims claims, TokenLife life) {
    this.claims = claims;
    this.life = life;
  }

  public AccessClaims claims() {
    return claims;
  }

  @Override
  public TokenLife life() {
    return life;
  }

  @Override
  public String toString() {
    return "VerifiedAccessToken[" + life.id() + "]";
  }
}
