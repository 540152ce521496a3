package dev.locum.architecture.planted.printing.trigger;

/** Planted violation. */
final class BadOutput {
  void say() {
    System.out.println("started");
  }
}
