package dev.locum.architecture.planted.statics.token;

/** Planted violation. */
final class BadArray {
  static final String[] NAMES = {"a", "b"};
}
