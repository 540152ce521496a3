package dev.locum.architecture.planted.decisions.policy;

import java.time.Instant;
import java.util.function.Supplier;

/** Planted violation. */
final class BadClockReference {
  final Supplier<Instant> clock = Instant::now;
}
