package dev.locum.architecture.planted.machine.testkit;

import java.time.Clock;

/** Allowed. */
final class Certificates {
  final Clock clock = Clock.systemUTC();
}
