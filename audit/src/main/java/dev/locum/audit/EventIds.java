package dev.locum.audit;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Ids of events: UUIDv7 text (RFC 9562 §5.7), so that ids sort by the time of their making. Within
 * one source every id is greater than the one before, even if the clock steps back (§6.2, method 1:
 * a counter of 12 bits in {@code rand_a} that starts at a random value below 2,048 in each
 * millisecond).
 *
 * <p>Not secret and not hard to guess; nothing may be allowed because somebody knows one.
 * Thread-safe.
 */
public final class EventIds implements Supplier<String> {

  private static final int COUNTER_LIMIT = 1 << 12;
  private static final int COUNTER_SEED_LIMIT = 1 << 11;
  private static final long RANDOM_MASK = (1L << 62) - 1;
  private static final long VERSION_7 = 0x7000;
  private static final long VARIANT = 1L << 63;

  private final Clock clock;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private long lastMillis = -1;
  private int counter;

  /**
   * Ids from a clock and a source of random bits.
   *
   * @param random must be thread-safe, or be used by nobody else; use {@code SecureRandom}
   */
  public EventIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** The next id: 36 characters in lower case. */
  @Override
  public String get() {
    lock.lock();
    try {
      advance();
      return text(lastMillis, counter, random.nextLong() & RANDOM_MASK);
    } finally {
      lock.unlock();
    }
  }

  private void advance() {
    long now = clock.millis();
    if (now > lastMillis) {
      lastMillis = now;
      counter = random.nextInt(COUNTER_SEED_LIMIT);
      return;
    }
    counter++;
    if (counter == COUNTER_LIMIT) {
      lastMillis++;
      counter = random.nextInt(COUNTER_SEED_LIMIT);
    }
  }

  private static String text(long millis, int counter, long random) {
    return new UUID(millis << 16 | VERSION_7 | counter, VARIANT | random).toString();
  }
}
