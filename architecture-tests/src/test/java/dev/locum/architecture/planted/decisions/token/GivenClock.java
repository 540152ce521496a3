package dev.locum.architecture.planted.decisions.token;

import java.time.Clock;
import java.time.Instant;

/** Allowed. */
final class GivenClock {
  Instant time(Clock clock) {
    return Instant.now(clock);
  }
}
