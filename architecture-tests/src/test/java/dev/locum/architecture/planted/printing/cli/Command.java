package dev.locum.architecture.planted.printing.cli;

/** Allowed. */
final class Command {
  void say() {
    System.out.println("done");
  }
}
