package dev.locum.authservice.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times as the database keeps them: whole microseconds since 1970, which both databases compare
 * alike.
 */
public final class Instants {

  private Instants() {}

  static long toMicros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant ofMicros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** The time as it comes back from the store. */
  public static Instant rounded(Instant instant) {
    return ofMicros(toMicros(instant));
  }
}
