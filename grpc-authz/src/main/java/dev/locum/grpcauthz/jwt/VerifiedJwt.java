package dev.locum.grpcauthz.jwt;

import dev.locum.token.Issuer;
import dev.locum.token.claim.ClaimReader;
import java.time.Instant;
import java.util.Map;

/**
 * A token that {@link JwtVerifier} accepted: signed by its issuer, for this service, and alive at
 * that moment.
 */
public final class VerifiedJwt {

  private final Issuer issuer;
  private final String subject;
  private final String id;
  private final Instant expiresAt;
  private final Map<String, Object> claims;

  /** Only {@link JwtVerifier} constructs one. */
  VerifiedJwt(
      Issuer issuer, String subject, String id, Instant expiresAt, Map<String, Object> claims) {
    this.issuer = issuer;
    this.subject = subject;
    this.id = id;
    this.expiresAt = expiresAt;
    this.claims = Map.copyOf(claims);
  }

  /** Who signed it. */
  public Issuer issuer() {
    return issuer;
  }

  /** The {@code sub}: 1 to 255 printable ASCII characters; unique within its issuer only. */
  public String subject() {
    return subject;
  }

  /** The {@code jti}; empty text: none. */
  public String id() {
    return id;
  }

  /** The {@code exp}. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** The claims by name. */
  public ClaimReader claims() {
    return ClaimReader.of(claims);
  }

  /** Shows no claim but who it is about. */
  @Override
  public String toString() {
    return "VerifiedJwt[" + issuer + ", " + subject + "]";
  }
}
