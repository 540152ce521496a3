package dev.locum.architecture.planted.machine.trigger;

import java.time.Instant;
import java.util.function.Supplier;

/** Planted violation. */
final class BadNowReference {
  final Supplier<Instant> clock = Instant::now;
}
