package dev.locum.token.jose;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One issuer's keys, fetched when they are needed: at the first use, when they grow old, and when a
 * token names an unknown key (which is how a rotated key is met). An unknown key id fetches at most
 * once per {@link Limits#shortestInterval}, whoever sends it, so that hostile ids cannot flood the
 * issuer.
 *
 * <p>When a fetch fails the keys that were fetched stay in use until {@link Limits#longestStale};
 * then everything is {@link KeyLookup.Unavailable}. Thread-safe; one thread fetches, others wait
 * for it.
 */
public final class RefreshingKeySource implements KeySource {

  private final Supplier<PublicKeys> fetch;
  private final Clock clock;
  private final Limits limits;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Fetched fetched;
  private @Nullable Instant lastAttempt;

  /**
   * A source that has fetched nothing yet.
   *
   * @param fetch gets the keys; an exception means that they cannot be had now
   */
  public RefreshingKeySource(Supplier<PublicKeys> fetch, Clock clock, Limits limits) {
    this.fetch = fetch;
    this.clock = clock;
    this.limits = limits;
  }

  @Override
  public KeyLookup find(String keyId) {
    Fetched known = fetched;
    Instant now = clock.instant();
    if (known != null && now.isBefore(known.at().plus(limits.refreshAfter()))) {
      Optional<VerificationKey> key = known.keys().find(keyId);
      if (key.isPresent()) {
        return new KeyLookup.Found(key.get());
      }
    }
    refresh(known);
    return lookUp(keyId);
  }

  @Override
  public long withdrawals() {
    Fetched known = fetched;
    return known == null ? 0 : known.withdrawals();
  }

  @Override
  public Instant freshUntil() {
    Fetched known = fetched;
    return known == null ? Instant.MIN : known.at().plus(limits.refreshAfter());
  }

  private KeyLookup lookUp(String keyId) {
    Fetched known = fetched;
    if (known == null || !clock.instant().isBefore(known.at().plus(limits.longestStale()))) {
      return new KeyLookup.Unavailable();
    }
    return known
        .keys()
        .find(keyId)
        .<KeyLookup>map(KeyLookup.Found::new)
        .orElseGet(KeyLookup.Unknown::new);
  }

  private void refresh(@Nullable Fetched seen) {
    fetching.lock();
    try {
      Instant now = clock.instant();
      boolean fetchedMeanwhile = !Objects.equals(fetched, seen);
      boolean tooSoon =
          lastAttempt != null && now.isBefore(lastAttempt.plus(limits.shortestInterval()));
      if (fetchedMeanwhile || tooSoon) {
        return;
      }
      lastAttempt = now;
      fetched = Fetched.after(fetched, fetch.get(), now);
    } catch (RuntimeException e) {
      // Not decided here: the keys at hand stay until they are too old, then nothing is decided.
      // A fetch may fail slowly: whoever waited for it must not wait for another one at once.
      lastAttempt = clock.instant();
    } finally {
      fetching.unlock();
    }
  }

  /**
   * What was fetched.
   *
   * @param withdrawals how often a fetch did not answer a key that the one before had
   */
  private record Fetched(PublicKeys keys, Instant at, long withdrawals) {

    static Fetched after(@Nullable Fetched before, PublicKeys keys, Instant at) {
      if (before == null) {
        return new Fetched(keys, at, 0);
      }
      boolean withdrawn =
          before.keys().all().stream()
              .anyMatch(key -> !keys.find(key.keyId()).equals(Optional.of(key)));
      return new Fetched(keys, at, before.withdrawals() + (withdrawn ? 1 : 0));
    }
  }

  /**
   * The bounds of a source.
   *
   * @param refreshAfter the age at which keys are fetched again; a withdrawn key counts no longer
   *     than this
   * @param shortestInterval between two fetches, failed ones too
   * @param longestStale the age at which keys that could not be fetched again count no more
   */
  public record Limits(Duration refreshAfter, Duration shortestInterval, Duration longestStale) {

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException unless 0 &lt; shortestInterval &le; refreshAfter &le;
     *     longestStale
     */
    public Limits {
      if (shortestInterval.isNegative()
          || shortestInterval.isZero()
          || refreshAfter.compareTo(shortestInterval) < 0
          || longestStale.compareTo(refreshAfter) < 0) {
        throw new IllegalArgumentException(
            "limits: out of order (expected: 0 < interval <= refresh <= stale)");
      }
    }

    /**
     * Keys are fetched again after 5 minutes, at most every 5 seconds, and count for an hour at
     * most.
     */
    public static Limits defaults() {
      return new Limits(Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofHours(1));
    }
  }
}
