package dev.locum.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands until it is moved. */
public final class MovableClock extends Clock {

  private final AtomicReference<Instant> now;

  private MovableClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  /** A clock at noon of some day, between two seconds, since real clocks never stand on one. */
  public static MovableClock atNoon() {
    return new MovableClock(Instant.parse("2026-11-23T12:00:00.250Z"));
  }

  /** Moves forward, or back by a negative amount. */
  public void move(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }

  /** Moves to exactly this instant. */
  public void moveTo(Instant instant) {
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

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
