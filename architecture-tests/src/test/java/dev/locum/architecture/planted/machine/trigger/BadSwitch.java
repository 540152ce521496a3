package dev.locum.architecture.planted.machine.trigger;

/** Planted violation. */
final class BadSwitch {
  final boolean quick = Boolean.getBoolean("quick");
}
