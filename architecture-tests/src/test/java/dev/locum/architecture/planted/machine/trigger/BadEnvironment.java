package dev.locum.architecture.planted.machine.trigger;

/** Planted violation. */
final class BadEnvironment {
  final String home = String.valueOf(System.getenv("HOME"));
}
