package dev.locum.grpcauthz.client;

import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.token.Audience;
import dev.locum.token.Incubating;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.TokenSigner;
import dev.locum.token.WorkloadId;
import dev.locum.token.claim.ClaimNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a service signs itself for one other service, which trusts them by {@link
 * SignedTokenTrust}. Signed for each call, or with {@link #reusedFor} for a short period.
 *
 * <p>The key is the signer's; nothing here keeps, rotates or publishes one (S4-32). Thread-safe.
 */
@Incubating
public final class SelfSignedTokens implements Supplier<RawToken> {

  /** How long a token lives: enough for the call to arrive. */
  private static final Duration LIFE = Duration.ofSeconds(30);

  private static final Duration LONGEST_REUSE = Duration.ofMinutes(4);

  private final Self self;
  private final Audience audience;
  private final Parts parts;
  private final Duration reuse;
  private @Nullable Signed signed;

  private SelfSignedTokens(Self self, Audience audience, Parts parts, Duration reuse) {
    this.self = self;
    this.audience = audience;
    this.parts = parts;
    this.reuse = reuse;
  }

  /**
   * Tokens that are signed for each call.
   *
   * @param self who signs
   * @param audience the service that is called; the only {@code aud}
   */
  public static SelfSignedTokens of(Self self, Audience audience, Parts parts) {
    return new SelfSignedTokens(self, audience, parts, Duration.ZERO);
  }

  /**
   * The same, of which each is used for this long. A service that takes each token once refuses the
   * second use.
   *
   * @param period at most four minutes
   * @throws IllegalArgumentException if it is longer, or shorter than a second
   */
  public SelfSignedTokens reusedFor(Duration period) {
    if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(LONGEST_REUSE) > 0) {
      throw new IllegalArgumentException(
          "reuse: " + period + " (expected: PT1S to " + LONGEST_REUSE + ")");
    }
    return new SelfSignedTokens(self, audience, parts, period);
  }

  @Override
  public RawToken get() {
    Instant now = parts.clock().instant();
    return reuse.isZero() ? sign(now) : current(now);
  }

  private synchronized RawToken current(Instant now) {
    Signed last = signed;
    if (last == null || !now.isBefore(last.until())) {
      last = new Signed(sign(now), now.plus(reuse));
      signed = last;
    }
    return last.token();
  }

  private RawToken sign(Instant now) {
    long issuedAt = now.getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put(ClaimNames.ISSUER, self.issuer().value());
    claims.put(ClaimNames.SUBJECT, self.workload().value());
    claims.put(ClaimNames.AUDIENCE, audience.value());
    claims.put(ClaimNames.TOKEN_ID, parts.ids().get().value());
    claims.put(ClaimNames.ISSUED_AT, issuedAt);
    claims.put(ClaimNames.EXPIRES_AT, issuedAt + reuse.plus(LIFE).toSeconds());
    return parts.signer().sign(SignedTokenTrust.TYPE, claims);
  }

  @Override
  public String toString() {
    return "SelfSignedTokens[" + self.workload() + " for " + audience + "]";
  }

  /**
   * Who signs.
   *
   * @param issuer the exact {@code iss} under which others have this service's keys
   * @param workload the {@code sub}
   */
  public record Self(Issuer issuer, WorkloadId workload) {}

  /**
   * What it takes to sign.
   *
   * @param signer holds the service's current key
   * @param clock says when
   * @param ids answers a fresh, unguessable id each time
   */
  public record Parts(TokenSigner signer, Clock clock, Supplier<TokenId> ids) {}

  private record Signed(RawToken token, Instant until) {}
}
