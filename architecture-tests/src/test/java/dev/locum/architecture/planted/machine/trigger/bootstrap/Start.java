package dev.locum.architecture.planted.machine.trigger.bootstrap;

import java.time.Clock;

/** Allowed. */
final class Start {
  final Clock clock = Clock.systemUTC();
  final String home = String.valueOf(System.getenv("HOME"));

  void stop() {
    System.exit(1);
  }
}
