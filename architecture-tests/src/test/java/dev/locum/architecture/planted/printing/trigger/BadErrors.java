package dev.locum.architecture.planted.printing.trigger;

/** Planted violation. */
final class BadErrors {
  void say() {
    System.err.println("failed");
  }
}
