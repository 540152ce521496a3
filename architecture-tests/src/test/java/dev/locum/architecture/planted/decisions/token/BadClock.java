package dev.locum.architecture.planted.decisions.token;

import java.time.Clock;

/** Planted violation. */
final class BadClock {
  final Clock clock = Clock.systemUTC();
}
