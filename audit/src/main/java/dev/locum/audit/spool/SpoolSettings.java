package dev.locum.audit.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a spool is and how much it may hold.
 *
 * @param directory its own directory; made if absent, readable by its owner only
 * @param maxBytes what all segments together may hold; at least twice {@code segmentBytes}. A full
 *     spool refuses events, and so whatever they tell of
 * @param segmentBytes at which size a new segment file is begun; at least 4 KiB
 * @param syncEvery how often what was written is forced to the disk, for all writers at once; this
 *     is what a loss of power may cost. The end of the process costs nothing. Zero: after every
 *     event
 */
public record SpoolSettings(Path directory, long maxBytes, long segmentBytes, Duration syncEvery) {

  private static final long MIN_SEGMENT = 4 * 1024;
  private static final long DEFAULT_MAX = 256L * 1024 * 1024;
  private static final long DEFAULT_SEGMENT = 8L * 1024 * 1024;
  private static final Duration DEFAULT_SYNC = Duration.ofMillis(50);
  private static final Duration MAX_SYNC = Duration.ofSeconds(10);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left
   */
  public SpoolSettings {
    if (segmentBytes < MIN_SEGMENT) {
      throw new IllegalArgumentException(
          "segment: " + segmentBytes + " bytes (expected: at least " + MIN_SEGMENT + ")");
    }
    if (maxBytes < 2 * segmentBytes) {
      throw new IllegalArgumentException(
          "spool: "
              + maxBytes
              + " bytes (expected: at least two segments, "
              + 2 * segmentBytes
              + ")");
    }
    if (syncEvery.isNegative() || syncEvery.compareTo(MAX_SYNC) > 0) {
      throw new IllegalArgumentException(
          "sync: " + syncEvery + " (expected: 0 to " + MAX_SYNC + ")");
    }
  }

  /** A spool of at most 256 MiB in segments of 8 MiB, forced to the disk every 50 ms. */
  public static SpoolSettings in(Path directory) {
    return new SpoolSettings(directory, DEFAULT_MAX, DEFAULT_SEGMENT, DEFAULT_SYNC);
  }

  /** The same spool with another bound. */
  public SpoolSettings withMaxBytes(long maxBytes) {
    return new SpoolSettings(
        directory,
        maxBytes,
        Math.min(segmentBytes, Math.max(MIN_SEGMENT, maxBytes / 2)),
        syncEvery);
  }
}
