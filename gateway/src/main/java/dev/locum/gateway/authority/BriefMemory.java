package dev.locum.gateway.authority;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Answers that are kept until they count no more, in bounded memory; however many ask the same at a
 * time, it is asked once.
 */
final class BriefMemory<K, V> {

  /** Longest time that any answer is kept: the bound of a revocation's delay. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final AsyncCache<K, V> answers;

  BriefMemory(int size, Clock clock, Function<V, Instant> validUntil) {
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(size)
            .executor(Runnable::run)
            .ticker(() -> nanos(clock.instant()))
            .expireAfter(Expiry.creating((K key, V value) -> left(clock, validUntil.apply(value))))
            .buildAsync();
  }

  private static Duration left(Clock clock, Instant until) {
    Instant now = clock.instant();
    if (!now.isBefore(until)) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, until);
    return left.compareTo(LONGEST) > 0 ? LONGEST : left;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** The answer that is kept, or that {@code ask} will give. */
  CompletableFuture<V> get(K key, Function<K, CompletableFuture<V>> ask) {
    return answers.get(key, (wanted, executor) -> ask.apply(wanted));
  }
}
