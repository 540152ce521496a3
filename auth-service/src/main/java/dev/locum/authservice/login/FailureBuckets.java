package dev.locum.authservice.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket for each key, in memory: a replica counts for itself. A bucket nobody touched
 * until it was full again is forgotten, which changes nothing. Thread-safe.
 */
public final class FailureBuckets {

  /** Bounds memory against a flood of made-up keys; what is pushed out starts full again. */
  private static final int MAX_KEYS = 100_000;

  private static final int NETWORK_BYTES = 8;

  private final int capacity;
  private final long refillMillis;
  private final Clock clock;
  private final Cache<String, Bucket> buckets;

  private record Bucket(int level, long asOfMillis) {}

  /** Buckets that are full at first. */
  public FailureBuckets(LoginLimits.Allowance allowance, Clock clock) {
    this.capacity = allowance.failures();
    this.refillMillis = allowance.refill().toMillis();
    this.clock = clock;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(Duration.ofMillis(capacity * refillMillis))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * The key of an address; an IPv6 address counts as its /64 network, which one person commands
   * whole.
   */
  public static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean isNetwork = address instanceof Inet6Address;
    return HexFormat.of().formatHex(isNetwork ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }

  /** Whether there is none to take out; takes none. */
  public boolean isEmpty(String key) {
    Bucket bucket = buckets.getIfPresent(key);
    return bucket != null && now(bucket).level() == 0;
  }

  /** Takes one out; false if the bucket is empty. */
  public boolean takeOne(String key) {
    return take(key, false) > 0;
  }

  /** Takes all out, at least one; answers how many, 0 if the bucket is empty. */
  int takeAll(String key) {
    return take(key, true);
  }

  /** Puts so many back. */
  public void giveBack(String key, int count) {
    if (count > 0) {
      buckets.asMap().computeIfPresent(key, (same, bucket) -> fill(now(bucket), count));
    }
  }

  private int take(String key, boolean all) {
    int[] taken = new int[1];
    buckets
        .asMap()
        .compute(
            key,
            (same, present) -> {
              Bucket bucket = present == null ? new Bucket(capacity, clock.millis()) : now(present);
              taken[0] = all ? bucket.level() : Math.min(1, bucket.level());
              return new Bucket(bucket.level() - taken[0], bucket.asOfMillis());
            });
    return taken[0];
  }

  private Bucket fill(Bucket bucket, int count) {
    return new Bucket(Math.min(capacity, bucket.level() + count), bucket.asOfMillis());
  }

  private Bucket now(Bucket bucket) {
    long elapsed = Math.max(0, clock.millis() - bucket.asOfMillis());
    long gained = elapsed / refillMillis;
    if (bucket.level() + gained >= capacity) {
      return new Bucket(capacity, clock.millis());
    }
    return new Bucket(bucket.level() + (int) gained, bucket.asOfMillis() + gained * refillMillis);
  }
}
