package dev.locum.grpcauthz.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.locum.token.Incubating;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tokens that were accepted a moment ago: the same bytes are verified once a minute, not once a
 * call.
 *
 * <p><b>Security guarantees</b>: the key is a SHA-256 of the token and the {@link Check} that asks,
 * which is for one kind, audience and set of issuers, so an answer never counts for another (H13);
 * no token text is held. An answer counts at most a minute, never as long as or longer than the
 * token; no longer once its id is revoked here, nor once a key of its verifier was withdrawn; and
 * never past the time when its issuer's keys are to be fetched again. So a withdrawn key counts no
 * longer than without the cache. Only accepted tokens are kept, so hostile ones cannot fill it.
 *
 * <p>What proves a caller besides a token, such as the peer of a connection, is never kept: it is
 * looked at in every call.
 *
 * <p>Thread-safe. One may be shared by several authenticators.
 */
@Incubating
public final class VerificationCache {

  private static final Duration KEPT = Duration.ofMinutes(1);

  /** Bounds memory: some 10 MB. */
  private static final int MAX_ENTRIES = 10_000;

  /** Bounds memory where revocations are announced and never met. */
  private static final int MAX_REVOKED = 100_000;

  private final Clock clock;
  private final Cache<Key, Entry> entries;
  private final Map<String, Instant> revoked = new ConcurrentHashMap<>();

  private VerificationCache(Clock clock) {
    this.clock = clock;
    this.entries = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).build();
  }

  /** An empty cache. */
  public static VerificationCache create(Clock clock) {
    return new VerificationCache(clock);
  }

  /**
   * Refuses the tokens of this id from now on, also those that are being verified at this moment.
   *
   * @param tokenId the {@code jti}
   * @param until when the last of them has expired; forgotten then
   * @throws IllegalStateException if 100,000 are remembered that have not expired; then something
   *     else must refuse them
   */
  public void revoke(String tokenId, Instant until) {
    Instant now = clock.instant();
    if (revoked.size() >= MAX_REVOKED) {
      revoked.values().removeIf(end -> !now.isBefore(end));
    }
    if (revoked.size() >= MAX_REVOKED) {
      throw new IllegalStateException("revoked tokens: too many (expected: " + MAX_REVOKED + ")");
    }
    revoked.merge(tokenId, until, (one, other) -> one.isAfter(other) ? one : other);
    entries.asMap().values().removeIf(entry -> entry.tokenId().equals(tokenId));
  }

  /** Forgets every answer. What is revoked stays so. */
  public void clear() {
    entries.invalidateAll();
  }

  /** The answer of a moment ago, or a new one. */
  public <T> Verification<T> verify(Check<T> check, RawToken token) {
    return verify(check, token, unknown -> true).orElseThrow();
  }

  /**
   * The same by one look; empty if there was no answer and the token is not to be verified here.
   *
   * @param isOurs whether to verify a token of which nothing is known
   */
  <T> Optional<Verification<T>> verify(Check<T> check, RawToken token, Predicate<RawToken> isOurs) {
    Key key = new Key(check, Fingerprint.of(token));
    Instant now = clock.instant();
    // Before the verification: a key that is withdrawn meanwhile is one withdrawal more.
    long withdrawals = check.withdrawals.getAsLong();
    Entry known = entries.getIfPresent(key);
    if (known != null && known.counts(now, withdrawals)) {
      @SuppressWarnings("unchecked") // The key includes the check, which has one type.
      Verification<T> answer = (Verification<T>) known.answer();
      return Optional.of(answer);
    }
    return isOurs.test(token)
        ? Optional.of(verified(key, check, token, now, withdrawals))
        : Optional.empty();
  }

  private <T> Verification<T> verified(
      Key key, Check<T> check, RawToken token, Instant now, long withdrawals) {
    Verification<T> answer = check.verify.apply(token);
    if (answer instanceof Verification.Verified<T> verified) {
      Life life = check.life.apply(verified.token());
      if (isRevoked(life.tokenId(), now)) {
        return Verification.rejected(Rejection.of(DenialReason.TOKEN_REVOKED, "jti: revoked here"));
      }
      keep(key, new Entry(answer, life.tokenId(), life.within(now.plus(KEPT)), withdrawals), now);
    }
    return answer;
  }

  private void keep(Key key, Entry entry, Instant now) {
    if (!now.isBefore(entry.until())) {
      return;
    }
    entries.put(key, entry);
    // Whoever revoked it in between did not find it above.
    if (isRevoked(entry.tokenId(), now)) {
      entries.invalidate(key);
    }
  }

  private boolean isRevoked(String tokenId, Instant now) {
    Instant until = revoked.get(tokenId);
    return until != null && now.isBefore(until);
  }

  /**
   * A way of verifying: one kind of token, for one audience, by the keys of certain issuers. It is
   * made once, and its answers are its own: those of another, however alike, never count for it.
   *
   * @param <T> what a token proves
   */
  public static final class Check<T> {

    private final LongSupplier withdrawals;
    private final Function<RawToken, Verification<T>> verify;
    private final Function<T, Life> life;

    private Check(
        LongSupplier withdrawals,
        Function<RawToken, Verification<T>> verify,
        Function<T, Life> life) {
      this.withdrawals = withdrawals;
      this.verify = verify;
      this.life = life;
    }

    /**
     * A check.
     *
     * @param withdrawals see {@link dev.locum.token.KeyStanding#withdrawals}
     * @param verify verifies a token
     * @param life how long an accepted token counts
     */
    public static <T> Check<T> of(
        LongSupplier withdrawals,
        Function<RawToken, Verification<T>> verify,
        Function<T, Life> life) {
      return new Check<>(withdrawals, verify, life);
    }

    /** Verifies without a cache. */
    public Verification<T> verify(RawToken token) {
      return verify.apply(token);
    }
  }

  /**
   * How long an accepted token counts.
   *
   * @param tokenId the {@code jti}; empty text: none
   * @param expiresAt the {@code exp}
   * @param keysFreshUntil see {@link dev.locum.token.KeyStanding#freshUntil}
   */
  public record Life(String tokenId, Instant expiresAt, Instant keysFreshUntil) {

    private Instant within(Instant latest) {
      Instant end = expiresAt.isBefore(keysFreshUntil) ? expiresAt : keysFreshUntil;
      return end.isBefore(latest) ? end : latest;
    }
  }

  private record Entry(Verification<?> answer, String tokenId, Instant until, long withdrawals) {

    boolean counts(Instant now, long current) {
      return withdrawals == current && now.isBefore(until);
    }
  }

  private static final class Key {

    private final Check<?> check;
    private final Fingerprint fingerprint;

    Key(Check<?> check, Fingerprint fingerprint) {
      this.check = check;
      this.fingerprint = fingerprint;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Two checks that look alike are two.
    public boolean equals(Object other) {
      return other instanceof Key key && check == key.check && fingerprint.equals(key.fingerprint);
    }

    @Override
    public int hashCode() {
      return fingerprint.hashCode();
    }
  }

  /** A SHA-256. */
  private record Fingerprint(long first, long second, long third, long fourth) {

    static Fingerprint of(RawToken token) {
      try {
        ByteBuffer words =
            ByteBuffer.wrap(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.reveal().getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(words.getLong(), words.getLong(), words.getLong(), words.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("SHA-256 is not in this JDK", e);
      }
    }
  }
}
