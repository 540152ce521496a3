package dev.locum.testkit.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it; thread-safe. */
public final class TestClock extends Clock {

  /** Where {@link #atNoon} starts: a whole second, as times in tokens are. */
  public static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  private final AtomicReference<Instant> now;

  private TestClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  /** A clock that says {@link #NOON}. */
  public static TestClock atNoon() {
    return new TestClock(NOON);
  }

  /** A clock that says {@code start}. */
  public static TestClock at(Instant start) {
    return new TestClock(start);
  }

  /** Moves it on, or back by a negative duration. */
  public void advance(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  public void set(Instant instant) {
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** This very clock: instants have no zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
