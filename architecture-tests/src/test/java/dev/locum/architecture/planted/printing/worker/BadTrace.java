package dev.locum.architecture.planted.printing.worker;

/** Planted violation. */
final class BadTrace {
  void say(Exception failure) {
    failure.printStackTrace();
  }
}
