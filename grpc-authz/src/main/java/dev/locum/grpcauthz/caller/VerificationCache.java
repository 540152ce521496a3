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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tokens that were accepted a moment ago: the same bytes are verified once a minute, not once a
 * call.
 *
 * <p><b>Security guarantees</b>: the key is a SHA-256 over everything that the verifier consumed,
 * which is the token and what it was verified for, so an answer never counts for another kind,
 * audience or issuer (H13); no token text is held. An answer counts at most a minute, never as long
 * as or longer than the token, and no longer once its id is revoked here. Only accepted tokens are
 * kept, so hostile ones cannot fill it. A signing key that is withdrawn counts a minute longer.
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

  /** Forgets every answer, for instance because keys were withdrawn. What is revoked stays so. */
  public void clear() {
    entries.invalidateAll();
  }

  /**
   * The answer of a moment ago, or a new one.
   *
   * @param verifier who verifies; compared by identity, so that verifiers may share the cache
   * @param purpose the kind and audience for which it verifies
   * @param verify verifies the token
   * @param life the id and the end of an accepted token
   */
  public <T> Verification<T> verify(
      Object verifier,
      String purpose,
      RawToken token,
      Supplier<Verification<T>> verify,
      Function<T, Life> life) {
    Key key = new Key(verifier, Fingerprint.of(purpose, token));
    Instant now = clock.instant();
    Entry known = entries.getIfPresent(key);
    if (known != null && now.isBefore(known.until())) {
      @SuppressWarnings("unchecked") // The key includes the purpose, which has one type.
      Verification<T> answer = (Verification<T>) known.answer();
      return answer;
    }
    Verification<T> answer = verify.get();
    if (answer instanceof Verification.Verified<T> verified) {
      Life end = life.apply(verified.token());
      if (isRevoked(end.tokenId(), now)) {
        return Verification.rejected(Rejection.of(DenialReason.TOKEN_REVOKED, "jti: revoked here"));
      }
      keep(key, answer, end, now);
    }
    return answer;
  }

  private void keep(Key key, Verification<?> answer, Life life, Instant now) {
    Instant kept = now.plus(KEPT);
    Instant until = kept.isBefore(life.expiresAt()) ? kept : life.expiresAt();
    entries.put(key, new Entry(answer, life.tokenId(), until));
    // Whoever revoked it in between did not find it above.
    if (isRevoked(life.tokenId(), now)) {
      entries.invalidate(key);
    }
  }

  private boolean isRevoked(String tokenId, Instant now) {
    Instant until = revoked.get(tokenId);
    return until != null && now.isBefore(until);
  }

  /**
   * The id and the end of an accepted token.
   *
   * @param tokenId the {@code jti}; empty text: none
   * @param expiresAt the {@code exp}
   */
  public record Life(String tokenId, Instant expiresAt) {}

  private record Entry(Verification<?> answer, String tokenId, Instant until) {}

  private static final class Key {

    private final Object verifier;
    private final Fingerprint fingerprint;

    Key(Object verifier, Fingerprint fingerprint) {
      this.verifier = verifier;
      this.fingerprint = fingerprint;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Two verifiers that look alike are two.
    public boolean equals(Object other) {
      return other instanceof Key key
          && verifier == key.verifier
          && fingerprint.equals(key.fingerprint);
    }

    @Override
    public int hashCode() {
      return fingerprint.hashCode();
    }
  }

  /** A SHA-256. */
  private record Fingerprint(long first, long second, long third, long fourth) {

    static Fingerprint of(String purpose, RawToken token) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(purpose.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        ByteBuffer words =
            ByteBuffer.wrap(digest.digest(token.reveal().getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(words.getLong(), words.getLong(), words.getLong(), words.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("SHA-256 is not in this JDK", e);
      }
    }
  }
}
