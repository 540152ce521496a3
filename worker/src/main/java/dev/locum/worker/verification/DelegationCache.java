package dev.locum.worker.verification;

import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.TokenVerifier;
import dev.locum.token.VerifiedDelegationToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Delegation tokens whose signature was checked a moment ago, by the SHA-256 of the token: the same
 * bytes are verified once a minute, not once an activity.
 *
 * <p><b>Not guaranteed</b>: that a delegation still counts; the auth service says that. Only
 * accepted tokens are kept, so hostile ones cannot fill it, and no token text is held. Thread-safe.
 */
public final class DelegationCache {

  /** A withdrawn signing key counts at most this much longer. */
  static final Duration KEPT = Duration.ofMinutes(1);

  /** Bounds memory: a worker meets far fewer delegations in a minute. */
  static final int MAX_ENTRIES = 10_000;

  private final TokenVerifier verifier;
  private final Audience trustDomain;
  private final Clock clock;
  private final ConcurrentMap<Fingerprint, Entry> entries = new ConcurrentHashMap<>();

  /** A cache in front of a verifier. */
  public DelegationCache(TokenVerifier verifier, Audience trustDomain, Clock clock) {
    this.verifier = verifier;
    this.trustDomain = trustDomain;
    this.clock = clock;
  }

  /**
   * Checks signature and claims. A token that has expired is answered too, and marked.
   *
   * @throws dev.locum.token.denial.DenialException if the token is refused, or cannot be decided
   *     about
   */
  public CheckedToken check(RawToken token) {
    Fingerprint fingerprint = Fingerprint.of(token);
    Instant now = clock.instant();
    Entry known = entries.get(fingerprint);
    if (known != null && now.isBefore(known.until())) {
      return checked(known.token(), now, true);
    }
    VerifiedDelegationToken verified =
        verifier.verifyDelegationTokenIgnoringExpiry(token, trustDomain).orElseThrow();
    if (entries.size() >= MAX_ENTRIES) {
      evict(now);
    }
    entries.put(fingerprint, new Entry(verified, now.plus(KEPT)));
    return checked(verified, now, false);
  }

  private void evict(Instant now) {
    entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    if (entries.size() >= MAX_ENTRIES) {
      entries.clear();
    }
  }

  private static CheckedToken checked(VerifiedDelegationToken token, Instant now, boolean cached) {
    return new CheckedToken(token, !now.isBefore(token.life().expiresAt()), cached);
  }

  private record Entry(VerifiedDelegationToken token, Instant until) {}

  /** SHA-256 of a token. */
  private record Fingerprint(long first, long second, long third, long fourth) {

    static Fingerprint of(RawToken token) {
      try {
        ByteBuffer digest =
            ByteBuffer.wrap(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.reveal().getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(
            digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
