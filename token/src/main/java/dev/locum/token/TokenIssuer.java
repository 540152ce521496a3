package dev.locum.token;

import dev.locum.token.claim.ClaimNames;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Issues tokens of one issuer. It sets issuer, id, issue and expiry itself; nobody chooses them for
 * it. Lives are whole seconds, start at the second of issue, and never exceed {@link
 * TokenKind#longestLife} or the limit given. Thread-safe if its parts are.
 */
public final class TokenIssuer {

  private final Issuer issuer;
  private final TokenSigner signer;
  private final Clock clock;
  private final Supplier<TokenId> ids;

  /**
   * An issuer.
   *
   * @param issuer the {@code iss} of every token
   * @param signer holds the signing key
   * @param clock says when a token is issued
   * @param ids answers a fresh, unguessable id each time
   */
  public TokenIssuer(Issuer issuer, TokenSigner signer, Clock clock, Supplier<TokenId> ids) {
    this.issuer = issuer;
    this.signer = signer;
    this.clock = clock;
    this.ids = ids;
  }

  /** An access token that is bound to nothing. */
  public IssuedToken issueAccessToken(AccessClaims claims, Duration life) {
    return issueAccessToken(claims, life, Optional.empty());
  }

  /**
   * Issues an access token.
   *
   * @param life 1 second to 10 minutes
   * @param binding what its sender must hold; empty: nothing
   * @throws IllegalArgumentException if the life is outside
   */
  @Incubating
  public IssuedToken issueAccessToken(
      AccessClaims claims, Duration life, Optional<? extends Confirmation> binding) {
    return prepare(TokenKind.ACCESS, ClaimsPrinter.access(claims), life, Instant.MAX, binding)
        .sign();
  }

  /** A delegation token that is bound to nothing. */
  public IssuedToken issueDelegationToken(DelegationClaims claims, Duration life, Instant limit) {
    return issueDelegationToken(claims, life, limit, Optional.empty());
  }

  /**
   * Issues a delegation token. One that is bound is for downstreams alone, since nothing is derived
   * from it.
   *
   * @param life 1 second to 15 minutes
   * @param limit when the delegation ends; the token is cut to it
   * @param binding what its sender must hold; empty: nothing
   * @throws IllegalArgumentException if the life is outside
   * @throws DenialException {@code DELEGATION_EXPIRED} if less than a second is left until the
   *     limit
   */
  @Incubating
  public IssuedToken issueDelegationToken(
      DelegationClaims claims,
      Duration life,
      Instant limit,
      Optional<? extends Confirmation> binding) {
    return prepareDelegationToken(claims, life, limit, binding).sign();
  }

  /** The same but for the signature. */
  @Incubating
  public PreparedToken prepareDelegationToken(
      DelegationClaims claims,
      Duration life,
      Instant limit,
      Optional<? extends Confirmation> binding) {
    Map<String, Object> printed = ClaimsPrinter.delegation(claims, issuer);
    return prepare(TokenKind.DELEGATION, printed, life, limit, binding);
  }

  /** A downstream token that is bound to nothing. */
  public IssuedToken issueDownstreamToken(DownstreamClaims claims, Duration life, Instant limit) {
    return issueDownstreamToken(claims, life, limit, Optional.empty());
  }

  /**
   * Issues a downstream token.
   *
   * @param life 1 to 60 seconds
   * @param limit when the delegation token or the delegation ends, whichever is first (S3-46)
   * @param binding what its sender must hold; empty: nothing
   * @throws IllegalArgumentException if the life is outside
   * @throws DenialException {@code DELEGATION_EXPIRED} if less than a second is left until the
   *     limit
   */
  @Incubating
  public IssuedToken issueDownstreamToken(
      DownstreamClaims claims,
      Duration life,
      Instant limit,
      Optional<? extends Confirmation> binding) {
    return prepareDownstreamToken(claims, life, limit, binding).sign();
  }

  /** The same but for the signature. */
  @Incubating
  public PreparedToken prepareDownstreamToken(
      DownstreamClaims claims,
      Duration life,
      Instant limit,
      Optional<? extends Confirmation> binding) {
    return prepare(TokenKind.DOWNSTREAM, ClaimsPrinter.downstream(claims), life, limit, binding);
  }

  /**
   * Issues a service token.
   *
   * @param life 1 second to 5 minutes
   * @throws IllegalArgumentException if the life is outside
   */
  public IssuedToken issueServiceToken(ServiceClaims claims, Duration life) {
    return issue(TokenKind.SERVICE, ClaimsPrinter.service(claims), life, Instant.MAX);
  }

  /**
   * Issues a token for Temporal's own JWT authorizer: a service token with permissions.
   *
   * @param life 1 second to 5 minutes
   * @throws IllegalArgumentException if the life is outside
   */
  @Incubating
  public IssuedToken issueTemporalToken(TemporalClaims claims, Duration life) {
    return issue(TokenKind.SERVICE, ClaimsPrinter.temporal(claims), life, Instant.MAX);
  }

  private IssuedToken issue(
      TokenKind kind, Map<String, Object> claims, Duration life, Instant limit) {
    return prepare(kind, claims, life, limit, Optional.empty()).sign();
  }

  private PreparedToken prepare(
      TokenKind kind,
      Map<String, Object> claims,
      Duration life,
      Instant limit,
      Optional<? extends Confirmation> binding) {
    binding.ifPresent(bound -> claims.put(ClaimNames.CONFIRMATION, bound.members()));
    TokenLife issued = life(kind, life, limit);
    claims.put(ClaimNames.ISSUER, issuer.value());
    claims.put(ClaimNames.TOKEN_ID, issued.id().value());
    claims.put(ClaimNames.ISSUED_AT, issued.issuedAt().getEpochSecond());
    claims.put(ClaimNames.EXPIRES_AT, issued.expiresAt().getEpochSecond());
    return new PreparedToken(signer, kind, claims, issued, binding.map(bound -> bound));
  }

  private TokenLife life(TokenKind kind, Duration life, Instant limit) {
    Duration seconds = life.truncatedTo(ChronoUnit.SECONDS);
    if (seconds.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(kind.longestLife()) > 0) {
      throw new IllegalArgumentException(
          "life: " + life + " (expected: PT1S to " + kind.longestLife() + ")");
    }
    Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiresAt = issuedAt.plus(seconds);
    if (limit.isBefore(expiresAt)) {
      expiresAt = limit.truncatedTo(ChronoUnit.SECONDS);
    }
    if (!expiresAt.isAfter(issuedAt)) {
      throw new DenialException(DenialReason.DELEGATION_EXPIRED, "limit: " + limit);
    }
    return new TokenLife(ids.get(), issuedAt, expiresAt);
  }
}
