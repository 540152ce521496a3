package dev.locum.audit.spool;

import java.util.Comparator;

/**
 * A place in a spool: before an event.
 *
 * @param segment number of the segment, from 1
 * @param offset bytes before the line of the event
 * @param index events of that line before the event
 */
record SpoolPosition(long segment, long offset, int index) implements Comparable<SpoolPosition> {

  private static final Comparator<SpoolPosition> ORDER =
      Comparator.comparingLong(SpoolPosition::segment)
          .thenComparingLong(SpoolPosition::offset)
          .thenComparingInt(SpoolPosition::index);

  static SpoolPosition beforeLine(long segment, long offset) {
    return new SpoolPosition(segment, offset, 0);
  }

  @Override
  public int compareTo(SpoolPosition other) {
    return ORDER.compare(this, other);
  }
}
