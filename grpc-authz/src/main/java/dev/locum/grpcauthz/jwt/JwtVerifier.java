package dev.locum.grpcauthz.jwt;

import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.Verification;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.IssuerBoundVerifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies tokens of several issuers, each with its own keys.
 *
 * <p><b>Security guarantees</b>: a token is verified with the keys of the issuer that it names and
 * no others; {@code exp}, {@code iat}, {@code aud} and {@code sub} must be there; it is for this
 * audience, not expired, not from the future, and lives no longer than its issuer's tokens may. Two
 * issuers that share a key set or a key are refused at start (S4-31). <b>Not guaranteed</b>: that
 * it was not revoked, nor that claims other than these mean anything.
 *
 * <p>Thread-safe. May block on the fetch of the issuer's keys.
 */
public final class JwtVerifier {

  /** Clocks of one site agree to a few seconds; a wider tolerance hides a broken clock. */
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  private static final int MAX_TEXT = 255;
  private static final int MAX_AUDIENCES = 16;

  private final IssuerBoundVerifier signatures;
  private final Map<String, JwtIssuer> issuers;
  private final Timing timing;

  private JwtVerifier(
      IssuerBoundVerifier signatures, Map<String, JwtIssuer> issuers, Timing timing) {
    this.signatures = signatures;
    this.issuers = issuers;
    this.timing = timing;
  }

  /**
   * A verifier for these issuers.
   *
   * @throws IllegalArgumentException if there is none, one is listed twice, or two share a key set
   *     or a key
   */
  public static JwtVerifier of(
      Collection<JwtIssuer> issuers, CryptoProviders providers, Timing timing) {
    requireApart(List.copyOf(issuers));
    Map<String, JwtIssuer> byName = new HashMap<>();
    issuers.forEach(issuer -> byName.put(issuer.issuer().value(), issuer));
    IssuerBoundVerifier signatures =
        new IssuerBoundVerifier(
            issuers.stream()
                .map(issuer ->
                    new IssuerBoundVerifier.Bound(
                        issuer.issuer(),
                        issuer.keys().source(timing.clock()),
                        issuer.types(),
                        issuer.algorithms()))
                .toList(),
            providers);
    return new JwtVerifier(signatures, Map.copyOf(byName), timing);
  }

  /** Whose keys were the same could sign as one another (S4-30). */
  private static void requireApart(List<JwtIssuer> issuers) {
    for (int i = 0; i < issuers.size(); i++) {
      for (int j = i + 1; j < issuers.size(); j++) {
        JwtIssuer one = issuers.get(i);
        JwtIssuer other = issuers.get(j);
        Optional<String> shared = one.keys().sharedWith(other.keys());
        if (shared.isPresent()) {
          throw new IllegalArgumentException(
              one.issuer()
                  + " and "
                  + other.issuer()
                  + ": share "
                  + shared.get()
                  + " (expected: keys of their own)");
        }
      }
    }
  }

  /** Verifies a token for this audience, which may be one of several. Never throws. */
  public Verification<VerifiedJwt> verify(RawToken token, Audience audience) {
    return verify(token, audience, MAX_AUDIENCES);
  }

  /** Verifies a token for this audience and nobody else. Never throws. */
  public Verification<VerifiedJwt> verifyExclusive(RawToken token, Audience audience) {
    return verify(token, audience, 1);
  }

  private Verification<VerifiedJwt> verify(RawToken token, Audience audience, int maxAudiences) {
    Verification<SignedClaims> signed = signatures.verify(token);
    if (signed instanceof Verification.Rejected<SignedClaims> rejected) {
      return Verification.rejected(rejected.rejection());
    }
    Map<String, Object> claims = signed.orElseThrow().claims();
    try {
      ClaimReader reader = ClaimReader.of(claims);
      JwtIssuer issuer = issuer(reader);
      requireUnbound(reader);
      requireAudience(reader, audience, maxAudiences);
      Instant expiresAt = requireLife(reader, issuer);
      String id = reader.has(ClaimNames.TOKEN_ID) ? id(reader) : "";
      return Verification.verified(
          new VerifiedJwt(issuer.issuer(), subject(reader), id, expiresAt, claims));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    } catch (IllegalArgumentException e) {
      // A value of another form; the messages of our value types never show the value.
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, String.valueOf(e.getMessage())));
    }
  }

  /** Nobody here can prove the holder of another issuer's token (DP-4). */
  private static void requireUnbound(ClaimReader claims) {
    if (claims.has(ClaimNames.CONFIRMATION)) {
      throw new DenialException(DenialReason.PROOF_NEEDED, "cnf: of another issuer");
    }
  }

  private JwtIssuer issuer(ClaimReader claims) {
    JwtIssuer issuer = issuers.get(claims.text(ClaimNames.ISSUER));
    if (issuer == null) {
      throw new DenialException(DenialReason.TOKEN_ISSUER_WRONG, "iss: not one that is known");
    }
    return issuer;
  }

  private static void requireAudience(ClaimReader claims, Audience audience, int max) {
    List<String> named =
        max == 1
            ? List.of(claims.only(ClaimNames.AUDIENCE))
            : claims.textOrTexts(ClaimNames.AUDIENCE);
    if (named.size() > max || !named.contains(audience.value())) {
      throw new DenialException(
          DenialReason.TOKEN_AUDIENCE_WRONG, "aud: another (expected: " + audience + ")");
    }
  }

  private Instant requireLife(ClaimReader claims, JwtIssuer issuer) {
    Instant issuedAt = claims.instant(ClaimNames.ISSUED_AT);
    Instant expiresAt = claims.instant(ClaimNames.EXPIRES_AT);
    Instant now = timing.clock().instant();
    Instant latestStart = now.plus(timing.skew());
    if (issuedAt.isAfter(latestStart)
        || (claims.has(ClaimNames.NOT_BEFORE)
            && claims.instant(ClaimNames.NOT_BEFORE).isAfter(latestStart))) {
      throw new DenialException(DenialReason.TOKEN_NOT_YET_VALID, "iat or nbf: in the future");
    }
    Duration life = Duration.between(issuedAt, expiresAt);
    if (life.compareTo(issuer.longestLife()) > 0) {
      throw new DenialException(
          DenialReason.TOKEN_LIFE_TOO_LONG,
          "life: " + life + " (expected: at most " + issuer.longestLife() + ")");
    }
    // Skew gives no longer life: a verifier whose clock is ahead refuses early, which is safe.
    if (!now.isBefore(expiresAt)) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "exp: " + expiresAt);
    }
    return expiresAt;
  }

  private static String id(ClaimReader claims) {
    return printable(claims, ClaimNames.TOKEN_ID);
  }

  private static String subject(ClaimReader claims) {
    return printable(claims, ClaimNames.SUBJECT);
  }

  private static String printable(ClaimReader claims, String name) {
    String text = claims.text(name);
    boolean printable = text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (text.isEmpty() || text.length() > MAX_TEXT || !printable) {
      throw claims.refused(name, "1 to " + MAX_TEXT + " printable ASCII characters");
    }
    return text;
  }

  /**
   * How often keys of any issuer were withdrawn so far; see {@link dev.locum.token.KeyStanding}.
   */
  public long withdrawals() {
    return signatures.withdrawals();
  }

  /** Until when the keys with which a token was verified count without being fetched again. */
  public Instant freshUntil(VerifiedJwt token) {
    return signatures.freshUntil(token.issuer());
  }

  /**
   * Whether a token names one of the issuers. It is not verified, and this is good for choosing its
   * verifier only.
   */
  public boolean isOfKnownIssuer(RawToken token) {
    return signatures.isOfKnownIssuer(token);
  }

  /**
   * By which clock lives are judged.
   *
   * @param clock the verifier's
   * @param skew how far an issuer's clock may be ahead; 0 to 60 seconds; it never lengthens a life
   */
  public record Timing(Clock clock, Duration skew) {

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
