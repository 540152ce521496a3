package dev.locum.architecture.planted.machine.trigger;

/** Planted violation. */
final class BadExit {
  void stop() {
    System.exit(1);
  }
}
