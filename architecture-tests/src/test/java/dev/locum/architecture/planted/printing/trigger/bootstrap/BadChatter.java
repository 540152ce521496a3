package dev.locum.architecture.planted.printing.trigger.bootstrap;

/** Planted violation. */
final class BadChatter {
  void say() {
    System.out.println("started");
  }
}
