package dev.locum.authservice.store;

import java.time.Duration;

/**
 * Bounds of a store.
 *
 * @param readers connections that read, 1 to 64: bounds threads held by slow reads
 * @param queue units that may wait to be written, 1 or more: beyond it the store is unavailable, so
 *     that a slow disk cannot fill the memory
 * @param batch units committed together at most, 1 or more: bounds how long the first of them waits
 * @param patience how long a caller waits for its unit, more than zero: then the store is
 *     unavailable
 */
public record StoreLimits(int readers, int queue, int batch, Duration patience) {

  /** Checks the ranges. */
  public StoreLimits {
    if (readers < 1 || readers > 64 || queue < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "store limits: out of range (expected: readers 1 to 64, others 1+)");
    }
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience: " + patience + " (expected: more than zero)");
    }
  }

  /** 4 readers, 4,096 waiting, 256 a batch, 5 seconds. */
  public static StoreLimits defaults() {
    return new StoreLimits(4, 4096, 256, Duration.ofSeconds(5));
  }
}
