package dev.locum.token;

import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.Possession;
import dev.locum.token.proof.TokenHash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens of one issuer: the only place where a raw token becomes a verified one.
 *
 * <p><b>Security guarantees</b>: what it answers was signed by the issuer (see {@link
 * SignatureVerifier}), is of the kind that was asked for, is for exactly the audience that was
 * asked for, has not expired at this moment, and lives no longer than its kind may. A claim that is
 * absent, unknown, repeated or of another form rejects. A token that is bound to a key or a
 * certificate is rejected, unless it is asked for as {@link Unconfirmed} and its holder is proven
 * then (DP-4). <b>Not guaranteed</b>: that it was not revoked.
 *
 * <p>Nothing of a token is thrown as an exception; a rejection names its reason for the audit
 * trail. Thread-safe.
 */
public final class TokenVerifier implements KeyStanding {

  private final Issuer issuer;
  private final SignatureVerifier signatures;
  private final Clock clock;
  private final Duration skew;

  private TokenVerifier(Issuer issuer, SignatureVerifier signatures, Clock clock, Duration skew) {
    this.issuer = issuer;
    this.signatures = signatures;
    this.clock = clock;
    this.skew = skew;
  }

  /** A verifier needs an issuer, a signature verifier and a clock; there is no default for them. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public long withdrawals() {
    return signatures.withdrawals();
  }

  @Override
  public Instant freshUntil() {
    return signatures.freshUntil();
  }

  /** Verifies that the token says who a user is (AT-1). */
  public Verification<VerifiedAccessToken> verifyAccessToken(RawToken token, Audience self) {
    return borne(unconfirmedAccessToken(token, self));
  }

  /** The same, but for the proof that its sender may show it. */
  @Incubating
  public Verification<Unconfirmed<VerifiedAccessToken>> unconfirmedAccessToken(
      RawToken token, Audience self) {
    return verify(
        token,
        new Expected(TokenKind.ACCESS, self, true),
        claims -> new VerifiedAccessToken(ClaimsParser.access(claims), life(claims)));
  }

  /** Verifies that the token says what a user allowed one workflow to do (TT-11). */
  public Verification<VerifiedDelegationToken> verifyDelegationToken(
      RawToken token, Audience trustDomain) {
    return borne(unconfirmedDelegationToken(token, trustDomain));
  }

  /** The same, but for the proof that its sender may show it. */
  @Incubating
  public Verification<Unconfirmed<VerifiedDelegationToken>> unconfirmedDelegationToken(
      RawToken token, Audience trustDomain) {
    return verify(token, new Expected(TokenKind.DELEGATION, trustDomain, true), this::delegation);
  }

  /**
   * Like {@link #verifyDelegationToken}, but a token that has expired is taken too. It proves what
   * was allowed, not that it still is: for renewal and compensations only, where the record of the
   * delegation decides.
   */
  public Verification<VerifiedDelegationToken> verifyDelegationTokenIgnoringExpiry(
      RawToken token, Audience trustDomain) {
    return borne(
        verify(token, new Expected(TokenKind.DELEGATION, trustDomain, false), this::delegation));
  }

  /** Verifies that the token permits actions at one service. */
  public Verification<VerifiedDownstreamToken> verifyDownstreamToken(
      RawToken token, Audience self) {
    return borne(unconfirmedDownstreamToken(token, self));
  }

  /** The same, but for the proof that its sender may show it. */
  @Incubating
  public Verification<Unconfirmed<VerifiedDownstreamToken>> unconfirmedDownstreamToken(
      RawToken token, Audience self) {
    return verify(
        token,
        new Expected(TokenKind.DOWNSTREAM, self, true),
        claims -> new VerifiedDownstreamToken(ClaimsParser.downstream(claims), life(claims)));
  }

  /** Verifies that the token says which workload calls. */
  public Verification<VerifiedServiceToken> verifyServiceToken(RawToken token, Audience self) {
    return borne(
        verify(
            token,
            new Expected(TokenKind.SERVICE, self, true),
            claims -> new VerifiedServiceToken(ClaimsParser.service(claims), life(claims))));
  }

  /** What whoever bears the token may use: nothing that is bound. */
  private static <T extends VerifiedToken> Verification<T> borne(
      Verification<Unconfirmed<T>> verification) {
    return verification instanceof Verification.Rejected<Unconfirmed<T>> rejected
        ? Verification.rejected(rejected.rejection())
        : verification.orElseThrow().confirm(Possession.none());
  }

  private VerifiedDelegationToken delegation(ClaimReader claims) {
    return new VerifiedDelegationToken(ClaimsParser.delegation(claims, issuer), life(claims));
  }

  private <T extends VerifiedToken> Verification<Unconfirmed<T>> verify(
      RawToken token, Expected expected, Function<ClaimReader, T> parser) {
    Verification<SignedClaims> signed = signatures.verify(token, expected.kind().type());
    if (signed instanceof Verification.Rejected<SignedClaims> rejected) {
      return Verification.rejected(rejected.rejection());
    }
    SignedClaims claims = signed.orElseThrow();
    try {
      Set<String> names = claims.claims().keySet();
      requireKind(names, expected.kind());
      ClaimReader reader = ClaimReader.of(claims.claims());
      reader.requireExactly(ClaimSets.of(expected.kind(), names));
      requireEqual(reader, ClaimNames.ISSUER, issuer.value(), DenialReason.TOKEN_ISSUER_WRONG);
      requireEqual(
          reader,
          ClaimNames.AUDIENCE,
          expected.audience().value(),
          DenialReason.TOKEN_AUDIENCE_WRONG);
      requireLife(reader, expected);
      return Verification.verified(new Unconfirmed<>(parser.apply(reader), binding(reader, token)));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    } catch (IllegalArgumentException e) {
      // A value of another form; the messages of our value types never show the value.
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, String.valueOf(e.getMessage())));
    }
  }

  /** Kinds that share a {@code typ} are told apart by their claims, which differ in each (BP-5). */
  private static void requireKind(Set<String> names, TokenKind expected) {
    if (names.equals(ClaimSets.of(expected, names))) {
      return;
    }
    TokenKind actual = ClaimSets.kindOf(names).orElse(expected);
    if (actual != expected) {
      throw new DenialException(
          DenialReason.TOKEN_KIND_WRONG, "kind: " + actual + " (expected: " + expected + ")");
    }
  }

  private static Optional<Unconfirmed.Binding> binding(ClaimReader claims, RawToken token) {
    return claims.has(ClaimNames.CONFIRMATION)
        ? Optional.of(
            new Unconfirmed.Binding(
                Confirmation.of(claims.object(ClaimNames.CONFIRMATION)),
                TokenHash.of(token.reveal())))
        : Optional.empty();
  }

  private static void requireEqual(
      ClaimReader claims, String name, String expected, DenialReason reason) {
    if (!claims.text(name).equals(expected)) {
      throw new DenialException(reason, name + ": another (expected: " + expected + ")");
    }
  }

  private void requireLife(ClaimReader claims, Expected expected) {
    TokenLife life = life(claims);
    Instant now = clock.instant();
    if (life.issuedAt().isAfter(now.plus(skew))) {
      throw new DenialException(DenialReason.TOKEN_NOT_YET_VALID, "iat: in the future");
    }
    if (life.duration().compareTo(expected.kind().longestLife()) > 0) {
      throw new DenialException(
          DenialReason.TOKEN_LIFE_TOO_LONG,
          "life: "
              + life.duration()
              + " (expected: at most "
              + expected.kind().longestLife()
              + ")");
    }
    // At the instant of its expiry a token is expired (RFC 7519 §4.1.4: "on or after"). Skew gives
    // no
    // longer life: a verifier whose clock is ahead refuses early, which is safe.
    if (expected.fresh() && !now.isBefore(life.expiresAt())) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "exp: " + life.expiresAt());
    }
  }

  private static TokenLife life(ClaimReader claims) {
    return new TokenLife(
        new TokenId(claims.text(ClaimNames.TOKEN_ID)),
        claims.instant(ClaimNames.ISSUED_AT),
        claims.instant(ClaimNames.EXPIRES_AT));
  }

  private record Expected(TokenKind kind, Audience audience, boolean fresh) {}

  /** Collects what a verifier needs; {@link #build} refuses when something is missing. */
  public static final class Builder {

    /** Clocks of one site agree to a few seconds; a wider tolerance hides a broken clock. */
    private static final Duration MAX_SKEW = Duration.ofSeconds(60);

    private @Nullable Issuer issuer;
    private @Nullable SignatureVerifier signatures;
    private @Nullable Clock clock;
    private Duration skew = Duration.ofSeconds(5);

    private Builder() {}

    /** The only issuer whose tokens are accepted; compared exactly. */
    public Builder issuer(Issuer issuer) {
      this.issuer = issuer;
      return this;
    }

    /** Must hold keys of that issuer only: no key of another may vouch for it (S4-29, BP-3). */
    public Builder signatures(SignatureVerifier signatures) {
      this.signatures = signatures;
      return this;
    }

    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * How far the issuer's clock may be ahead of ours. The default is 5 seconds; it never lengthens
     * a token's life.
     *
     * @throws IllegalArgumentException if it is negative or over 60 seconds
     */
    public Builder skew(Duration skew) {
      if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
        throw new IllegalArgumentException(
            "skew: " + skew + " (expected: PT0S to " + MAX_SKEW + ")");
      }
      this.skew = skew;
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalStateException if the issuer, the signature verifier or the clock is missing
     */
    public TokenVerifier build() {
      return new TokenVerifier(
          present("issuer", issuer),
          present("signatures", signatures),
          present("clock", clock),
          skew);
    }

    private static <T> T present(String what, @Nullable T value) {
      if (value == null) {
        throw new IllegalStateException(what + ": not set (expected: set)");
      }
      return value;
    }
  }
}
