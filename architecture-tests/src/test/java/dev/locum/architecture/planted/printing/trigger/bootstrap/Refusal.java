package dev.locum.architecture.planted.printing.trigger.bootstrap;

/** Allowed. */
final class Refusal {
  void say() {
    System.err.println("cannot start");
  }
}
