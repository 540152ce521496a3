package dev.locum.architecture.planted.statics.token;

/** Planted violation. */
final class BadCounter {
  static int count;
}
