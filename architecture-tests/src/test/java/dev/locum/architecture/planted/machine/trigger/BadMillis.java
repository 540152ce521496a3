package dev.locum.architecture.planted.machine.trigger;

/** Planted violation. */
final class BadMillis {
  final long millis = System.currentTimeMillis();
}
