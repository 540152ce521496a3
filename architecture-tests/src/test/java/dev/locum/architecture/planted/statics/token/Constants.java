package dev.locum.architecture.planted.statics.token;

import java.util.List;

/** Allowed. */
final class Constants {
  static final List<String> NAMES = List.of("a", "b");
  private static final int[] LENGTHS = {1, 2};

  int first() {
    return LENGTHS[0];
  }
}
