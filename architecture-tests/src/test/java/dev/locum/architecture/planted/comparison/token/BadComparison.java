package dev.locum.architecture.planted.comparison.token;

import java.util.Arrays;

/** Planted violation. */
final class BadComparison {
  boolean isTheSame(byte[] digest, byte[] shown) {
    return Arrays.equals(digest, shown);
  }
}
