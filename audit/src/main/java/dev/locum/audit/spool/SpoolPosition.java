package dev.locum.audit.spool;

/**
 * A place in a spool, before a line.
 *
 * @param segment number of the segment, from 1
 * @param offset bytes before the line
 */
public record SpoolPosition(long segment, long offset) implements Comparable<SpoolPosition> {

  static SpoolPosition startOf(long segment) {
    return new SpoolPosition(segment, 0);
  }

  @Override
  public int compareTo(SpoolPosition other) {
    int bySegment = Long.compare(segment, other.segment);
    return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
  }
}
