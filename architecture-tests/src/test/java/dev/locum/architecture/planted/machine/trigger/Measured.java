package dev.locum.architecture.planted.machine.trigger;

/** Allowed: a duration is not a time. */
final class Measured {
  final long nanos = System.nanoTime();
}
