package dev.locum.authservice.identifier;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs of version 7 (RFC 9562 §5.7): identifiers made here later sort later, which keeps indexes
 * dense. Within a millisecond a counter takes the place of the fraction (§6.2, method 1).
 */
public final class TimeOrderedIdentifiers implements Identifiers {

  private static final int COUNTER_BITS = 12;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Clock clock;
  private final SecureRandom random;
  private final AtomicLong last = new AtomicLong();

  public TimeOrderedIdentifiers(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String next() {
    long now = clock.millis() << COUNTER_BITS;
    long tick = last.updateAndGet(previous -> Math.max(previous + 1, now));
    long high = (tick >>> COUNTER_BITS) << 16 | VERSION_7 | (tick & 0xfff);
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
