package dev.locum.architecture.planted.machine.trigger;

import java.time.Instant;

/** Planted violation. */
final class BadNow {
  final Instant time = Instant.now();
}
