package dev.locum.architecture.planted.machine.trigger;

import java.time.Clock;

/** Planted violation. */
final class BadClock {
  final Clock clock = Clock.systemUTC();
}
