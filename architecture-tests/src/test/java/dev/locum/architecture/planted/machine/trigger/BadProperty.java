package dev.locum.architecture.planted.machine.trigger;

/** Planted violation. */
final class BadProperty {
  final String home = String.valueOf(System.getProperty("user.home"));
}
