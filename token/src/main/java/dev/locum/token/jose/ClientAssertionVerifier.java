package dev.locum.token.jose;

import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.TokenLife;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies client assertions at the auth service (RFC 7523bis; CA-1, CA-2): signed by a key
 * registered for exactly the workload that it names as {@code iss} and {@code sub}, for this issuer
 * as the only audience, of at most 60 seconds, and never seen before. Thread-safe.
 *
 * <p>Everything else is checked before the use is recorded, so nobody can use up an id that they
 * could not have used.
 */
public final class ClientAssertionVerifier {

  private static final Set<String> REQUIRED =
      Set.of(
          ClaimNames.ISSUER,
          ClaimNames.SUBJECT,
          ClaimNames.AUDIENCE,
          ClaimNames.TOKEN_ID,
          ClaimNames.ISSUED_AT,
          ClaimNames.EXPIRES_AT);

  private final Issuer self;
  private final SingleUseStore uses;
  private final SignatureCheck check;
  private final Timing timing;

  /**
   * A verifier.
   *
   * @param self the auth service's own issuer value, the only accepted audience
   * @param uses remembers the ids
   */
  public ClientAssertionVerifier(
      Issuer self, SingleUseStore uses, CryptoProviders providers, Timing timing) {
    this.self = self;
    this.uses = uses;
    this.check = new SignatureCheck(providers);
    this.timing = timing;
  }

  /**
   * Whom an assertion claims to be from, to find out who is to judge it; nothing is believed. Empty
   * if it is no assertion.
   */
  public static Optional<WorkloadId> namedBy(RawToken assertion) {
    try {
      return Optional.of(
          namedWorkload(CompactToken.parse(assertion.reveal(), TokenKind.CLIENT_ASSERTION.type())));
    } catch (DenialException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Verifies one assertion and uses it up.
   *
   * @param keys what is registered; whoever names nobody that they know has none
   */
  public Verification<VerifiedClientAssertion> verify(RawToken assertion, WorkloadKeys keys) {
    try {
      CompactToken parts =
          CompactToken.parse(assertion.reveal(), TokenKind.CLIENT_ASSERTION.type());
      WorkloadId named = namedWorkload(parts);
      SignedClaims signed = check.require(parts, keyId -> keys.find(named, keyId));
      ClaimReader claims = ClaimReader.of(signed.claims());
      requireClaims(claims, signed.claims().keySet(), named);
      TokenLife life = requireLife(claims);
      requireFirstUse(named, life);
      return Verification.verified(new VerifiedClientAssertion(named, life));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    } catch (IllegalArgumentException e) {
      // A value of another form; the messages of our value types never show the value.
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, String.valueOf(e.getMessage())));
    }
  }

  /** Only to find the keys; nothing is believed until one of them has verified the signature. */
  private static WorkloadId namedWorkload(CompactToken unverified) {
    return new WorkloadId(ClaimReader.of(unverified.claims()).text(ClaimNames.SUBJECT));
  }

  private void requireClaims(ClaimReader claims, Set<String> names, WorkloadId named) {
    Set<String> expected = new HashSet<>(REQUIRED);
    if (names.contains(ClaimNames.NOT_BEFORE)) {
      expected.add(ClaimNames.NOT_BEFORE);
    }
    claims.requireExactly(expected);
    if (!claims.text(ClaimNames.SUBJECT).equals(named.value())
        || !claims.text(ClaimNames.ISSUER).equals(named.value())) {
      throw new DenialException(
          DenialReason.TOKEN_ISSUER_WRONG, "iss: another (expected: equal to sub)");
    }
    if (!claims.only(ClaimNames.AUDIENCE).equals(self.value())) {
      throw new DenialException(
          DenialReason.TOKEN_AUDIENCE_WRONG, "aud: another (expected: " + self + ")");
    }
  }

  private TokenLife requireLife(ClaimReader claims) {
    TokenLife life =
        new TokenLife(
            new TokenId(claims.text(ClaimNames.TOKEN_ID)),
            claims.instant(ClaimNames.ISSUED_AT),
            claims.instant(ClaimNames.EXPIRES_AT));
    Instant now = timing.clock().instant();
    Instant earliest = life.issuedAt();
    if (claims.has(ClaimNames.NOT_BEFORE)) {
      Instant notBefore = claims.instant(ClaimNames.NOT_BEFORE);
      earliest = notBefore.isAfter(earliest) ? notBefore : earliest;
    }
    if (earliest.isAfter(now.plus(timing.skew()))) {
      throw new DenialException(DenialReason.TOKEN_NOT_YET_VALID, "iat or nbf: in the future");
    }
    if (life.duration().compareTo(TokenKind.CLIENT_ASSERTION.longestLife()) > 0) {
      throw new DenialException(DenialReason.TOKEN_LIFE_TOO_LONG, "life: " + life.duration());
    }
    if (!now.isBefore(life.expiresAt())) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "exp: " + life.expiresAt());
    }
    return life;
  }

  private void requireFirstUse(WorkloadId workload, TokenLife life) {
    boolean first;
    try {
      // Skew on top: another replica's clock may be behind ours and still accept it.
      Instant keepUntil = life.expiresAt().plus(timing.skew());
      first = uses.useOnce(TokenKind.CLIENT_ASSERTION, workload, life.id(), keepUntil);
    } catch (RuntimeException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "single use: " + e.getClass().getSimpleName());
    }
    if (!first) {
      throw new DenialException(DenialReason.CREDENTIAL_REPLAYED, "jti: used before");
    }
  }

  /**
   * By which clock lives are judged.
   *
   * @param clock the verifier's
   * @param skew how far the workload's clock may be ahead, and replicas' clocks apart; 0 to 60
   *     seconds
   */
  public record Timing(Clock clock, Duration skew) {

    private static final Duration MAX_SKEW = Duration.ofSeconds(60);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the skew is outside
     */
    public Timing {
      if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
        throw new IllegalArgumentException(
            "skew: " + skew + " (expected: PT0S to " + MAX_SKEW + ")");
      }
    }

    /** A skew of 5 seconds. */
    public static Timing of(Clock clock) {
      return new Timing(clock, Duration.ofSeconds(5));
    }
  }
}
