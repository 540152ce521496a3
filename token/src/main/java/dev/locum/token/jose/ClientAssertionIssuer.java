package dev.locum.token.jose;

import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.TokenLife;
import dev.locum.token.TokenSigner;
import dev.locum.token.WorkloadId;
import dev.locum.token.claim.ClaimNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Issues client assertions: how a workload proves itself to the auth service with its own key
 * (private_key_jwt, RFC 7523bis). The audience is the issuer as the only value (CA-1). Each is for
 * one use. Thread-safe.
 */
public final class ClientAssertionIssuer {

  private final WorkloadId workload;
  private final Issuer audience;
  private final TokenSigner signer;
  private final Clock clock;
  private final Supplier<TokenId> ids;

  /**
   * An issuer for one workload and one auth service.
   *
   * @param workload {@code iss} and {@code sub}
   * @param audience the auth service, by its issuer value
   * @param signer holds the workload's registered key
   * @param ids answers a fresh, unguessable id each time
   */
  public ClientAssertionIssuer(
      WorkloadId workload,
      Issuer audience,
      TokenSigner signer,
      Clock clock,
      Supplier<TokenId> ids) {
    this.workload = workload;
    this.audience = audience;
    this.signer = signer;
    this.clock = clock;
    this.ids = ids;
  }

  /** A fresh assertion of 60 seconds; secret until it is used. */
  public IssuedToken issue() {
    return issue(TokenKind.CLIENT_ASSERTION.longestLife());
  }

  /**
   * A fresh assertion.
   *
   * @param life 1 to 60 seconds
   * @throws IllegalArgumentException if the life is outside
   */
  public IssuedToken issue(Duration life) {
    Duration longest = TokenKind.CLIENT_ASSERTION.longestLife();
    Duration seconds = life.truncatedTo(ChronoUnit.SECONDS);
    if (seconds.isZero() || seconds.isNegative() || life.compareTo(longest) > 0) {
      throw new IllegalArgumentException("life: " + life + " (expected: PT1S to " + longest + ")");
    }
    Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenLife issued = new TokenLife(ids.get(), issuedAt, issuedAt.plus(seconds));
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put(ClaimNames.ISSUER, workload.value());
    claims.put(ClaimNames.SUBJECT, workload.value());
    claims.put(ClaimNames.AUDIENCE, audience.value());
    claims.put(ClaimNames.TOKEN_ID, issued.id().value());
    claims.put(ClaimNames.ISSUED_AT, issued.issuedAt().getEpochSecond());
    claims.put(ClaimNames.EXPIRES_AT, issued.expiresAt().getEpochSecond());
    return new IssuedToken(signer.sign(TokenKind.CLIENT_ASSERTION.type(), claims), issued);
  }
}
