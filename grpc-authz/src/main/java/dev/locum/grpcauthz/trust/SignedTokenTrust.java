package dev.locum.grpcauthz.trust;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.jwt.VerifiedJwt;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.Verification;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SingleUseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a short-lived token that the calling service signed with a key of its own.
 *
 * <p><b>Security guarantees</b>: each service is an issuer with its own keys, and a token is
 * verified with the keys of the issuer that it names and no others, so a stolen key of A makes
 * tokens of A only (S4-28, S4-29); two services that share keys stop the start (S4-31). The token
 * must name its service as {@code sub} and this one as its only {@code aud}, and have {@code exp}
 * and {@code iat} at most five minutes apart (H3). Roles, actions and tenants are those of our
 * entry; whatever the token claims of them counts for nothing (H2). With {@link Builder#singleUse}
 * each token opens one call.
 *
 * <p><b>Not guaranteed</b>, without {@code singleUse}: that a token which was seen on the way is
 * not shown again while it lives. This class verifies only; keys are kept, rotated and published by
 * the deployment (S4-32).
 *
 * <p>Thread-safe. May block on the fetch of the named issuer's keys, and on no other's.
 */
public final class SignedTokenTrust implements TrustSource {

  /**
   * The header that is read by default; its value is the token, or {@code Bearer} and the token.
   */
  public static final String DEFAULT_HEADER = "x-internal-token";

  /** The {@code typ} of a service's own tokens; no other token of ours has it (RFC 8725 §3.11). */
  public static final String TYPE = "s2s+jwt";

  /** Bounds for how long a token that was stolen is good. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  private static final String BEARER = "bearer ";

  private final VerificationCache.Check<VerifiedJwt> check;
  private final Map<Issuer, Caller> callers;
  private final String header;
  private final Duration skew;
  private final @Nullable SingleUseStore uses;
  private final @Nullable VerificationCache cache;

  private SignedTokenTrust(Builder builder, Audience self, JwtVerifier verifier) {
    this.check =
        VerificationCache.Check.of(
            verifier::withdrawals,
            token -> verifier.verifyExclusive(token, self),
            jwt -> new VerificationCache.Life(jwt.id(), jwt.expiresAt(), verifier.freshUntil(jwt)));
    this.callers = Map.copyOf(builder.callers);
    this.header = builder.header;
    this.skew = builder.timing.skew();
    this.uses = builder.uses;
    this.cache = builder.cache;
  }

  /**
   * Starts a source.
   *
   * @param self this service: the only {@code aud} of tokens for it
   */
  public static Builder builder(
      Audience self, CryptoProviders providers, JwtVerifier.Timing timing) {
    return new Builder(self, providers, timing);
  }

  @Override
  public String name() {
    return "signed";
  }

  @Override
  public Set<String> headers() {
    return Set.of(header);
  }

  @Override
  public Optional<TrustMarker> vouch(CallEvidence evidence) {
    return evidence.header(header).map(this::token).map(this::vouch);
  }

  private RawToken token(String value) {
    boolean prefixed = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String text = prefixed ? value.substring(BEARER.length()) : value;
    if (text.isEmpty() || text.length() > RawToken.MAX_LENGTH) {
      throw new DenialException(
          DenialReason.TOKEN_MALFORMED, text.length() + " characters in " + header);
    }
    return RawToken.of(text);
  }

  private TrustMarker vouch(RawToken token) {
    VerifiedJwt verified = verify(token).orElseThrow();
    Caller caller = callers.get(verified.issuer());
    if (caller == null || !verified.subject().equals(caller.subject())) {
      throw new DenialException(
          DenialReason.TOKEN_CLAIM_REFUSED,
          ClaimNames.SUBJECT + ": another (expected: the issuer's own service)");
    }
    requireFirstUse(verified, caller);
    return new TrustMarker(
        caller.workload(), verified.issuer().value(), verified.id(), verified.expiresAt());
  }

  private Verification<VerifiedJwt> verify(RawToken token) {
    return cache == null ? check.verify(token) : cache.verify(check, token);
  }

  private void requireFirstUse(VerifiedJwt verified, Caller caller) {
    if (uses == null) {
      return;
    }
    TokenId id = id(verified);
    boolean first;
    try {
      // Skew on top: another replica's clock may be behind ours and still accept it.
      first =
          uses.useOnce(
              TokenKind.SERVICE, caller.workload().workload(), id, verified.expiresAt().plus(skew));
    } catch (RuntimeException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "single use: " + e.getClass().getSimpleName());
    }
    if (!first) {
      throw new DenialException(DenialReason.TOKEN_REPLAYED, "jti: used before");
    }
  }

  private static TokenId id(VerifiedJwt verified) {
    try {
      return new TokenId(verified.id());
    } catch (IllegalArgumentException e) {
      throw new DenialException(
          DenialReason.TOKEN_CLAIM_MISSING, "jti: absent or of another form (expected: present)");
    }
  }

  /** The service behind an issuer. */
  private record Caller(String subject, TrustedWorkload workload) {}

  /** Collects the services; {@link #build} refuses when there is none, or two share keys. */
  public static final class Builder {

    private final Audience self;
    private final CryptoProviders providers;
    private final JwtVerifier.Timing timing;
    private final List<JwtIssuer> issuers = new ArrayList<>();
    private final Map<Issuer, Caller> callers = new HashMap<>();
    private String header = DEFAULT_HEADER;
    private @Nullable SingleUseStore uses;
    private @Nullable VerificationCache cache;

    private Builder(Audience self, CryptoProviders providers, JwtVerifier.Timing timing) {
      this.self = self;
      this.providers = providers;
      this.timing = timing;
    }

    /**
     * Trusts the tokens that a service signs: {@code typ} {@value #TYPE}, at most five minutes of
     * life, and {@code sub} the id of our workload.
     */
    public Builder trust(Issuer issuer, IssuerKeys keys, TrustedWorkload workload) {
      JwtIssuer tokens = JwtIssuer.of(issuer, keys).withTypes(TYPE).withLongestLife(LONGEST_LIFE);
      return trust(tokens, workload.workload().value(), workload);
    }

    /**
     * Trusts tokens that some other issuer makes for one service.
     *
     * @param tokens what they are like; at most five minutes of life
     * @param subject the exact {@code sub}
     * @throws IllegalArgumentException if they may live longer
     */
    public Builder trust(JwtIssuer tokens, String subject, TrustedWorkload workload) {
      if (tokens.longestLife().compareTo(LONGEST_LIFE) > 0) {
        throw new IllegalArgumentException(
            tokens.issuer()
                + ": tokens of "
                + tokens.longestLife()
                + " (expected: at most "
                + LONGEST_LIFE
                + ")");
      }
      issuers.add(tokens);
      callers.put(tokens.issuer(), new Caller(subject, workload));
      return this;
    }

    /** Reads another header, in lower case. */
    public Builder header(String header) {
      this.header = header;
      return this;
    }

    /**
     * Takes each token once: it must have a {@code jti}, and the store must be shared by all
     * replicas of the service. Tokens are then not cached.
     */
    public Builder singleUse(SingleUseStore uses) {
      this.uses = uses;
      return this;
    }

    /** Verifies a token once a minute instead of at every call. */
    public Builder verificationCache(VerificationCache cache) {
      this.cache = cache;
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalArgumentException if there is no issuer, one is listed twice, or two share a
     *     key set or a key
     * @throws IllegalStateException if tokens are both for single use and cached
     */
    public SignedTokenTrust build() {
      if (uses != null && cache != null) {
        throw new IllegalStateException("tokens: single use and cached (expected: one of them)");
      }
      return new SignedTokenTrust(this, self, JwtVerifier.of(issuers, providers, timing));
    }
  }
}
