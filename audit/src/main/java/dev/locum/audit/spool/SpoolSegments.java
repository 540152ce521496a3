package dev.locum.audit.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The segments of a spool: the one that grows, those before it, and how far they were acknowledged.
 * Not thread-safe.
 */
final class SpoolSegments implements Closeable {

  private final SpoolDirectory directory;
  private final SortedMap<Long, Long> closed;

  /** Of all closed segments together: asked for at every event. */
  private long closedBytes;

  private SegmentWriter writer;
  private SpoolPosition acknowledged;

  private SpoolSegments(
      SpoolDirectory directory,
      SortedMap<Long, Long> closed,
      SegmentWriter writer,
      SpoolPosition acknowledged) {
    this.directory = directory;
    this.closed = closed;
    this.closedBytes = closed.values().stream().mapToLong(Long::longValue).sum();
    this.writer = writer;
    this.acknowledged = acknowledged;
  }

  /**
   * Takes over what an earlier process left, and begins a new segment. Numbers only ever grow, so
   * that an old mark never points into a new segment.
   */
  static SpoolSegments recover(SpoolDirectory directory) throws IOException {
    SortedMap<Long, Long> found = directory.segments();
    long last = found.isEmpty() ? 0 : found.lastKey();
    if (!found.isEmpty()) {
      found.put(last, SpoolRecovery.cutTornLine(directory, last, found.getOrDefault(last, 0L)));
    }
    SpoolPosition start = SpoolPosition.beforeLine(found.isEmpty() ? 1 : found.firstKey(), 0);
    SpoolPosition mark = directory.acknowledged().orElse(start);
    SegmentWriter writer = SegmentWriter.begin(directory, Math.max(last, mark.segment()) + 1);
    boolean isKnown = mark.offset() <= found.getOrDefault(mark.segment(), -1L);
    SpoolSegments segments = new SpoolSegments(directory, found, writer, isKnown ? mark : start);
    segments.dropAcknowledged();
    return segments;
  }

  /** Begins the next segment; the full one is on the disk already and is the caller's to close. */
  SegmentWriter roll() throws IOException {
    SegmentWriter full = writer;
    full.sync();
    writer = SegmentWriter.begin(directory, full.number() + 1);
    closed.put(full.number(), full.length());
    closedBytes += full.length();
    dropAcknowledged();
    return full;
  }

  SegmentWriter writer() {
    return writer;
  }

  void acknowledge(SpoolPosition position) throws IOException {
    if (position.compareTo(acknowledged) > 0) {
      directory.acknowledge(position);
      acknowledged = position;
      dropAcknowledged();
    }
  }

  private void dropAcknowledged() throws IOException {
    while (!closed.isEmpty()) {
      long number = closed.firstKey();
      long length = closed.getOrDefault(number, 0L);
      if (length > 0 && acknowledged.compareTo(SpoolPosition.beforeLine(number, length)) < 0) {
        return;
      }
      directory.deleteSegment(number);
      closed.remove(number);
      closedBytes -= length;
    }
  }

  SpoolPosition acknowledged() {
    return acknowledged;
  }

  /** The lengths of the segments that hold what was not acknowledged. */
  SortedMap<Long, Long> unacknowledged() {
    SortedMap<Long, Long> lengths = new TreeMap<>(closed);
    lengths.put(writer.number(), writer.length());
    return lengths;
  }

  boolean isDrained() {
    return closed.isEmpty() && pendingBytes() == 0;
  }

  long pendingBytes() {
    long pending = 0;
    for (Map.Entry<Long, Long> segment : unacknowledged().entrySet()) {
      boolean isPartly = segment.getKey() == acknowledged.segment();
      pending += segment.getValue() - (isPartly ? acknowledged.offset() : 0);
    }
    return pending;
  }

  /** Bytes of all files, acknowledged in part or not. */
  long bytes() {
    return closedBytes + writer.length();
  }

  @Override
  public void close() throws IOException {
    writer.sync();
    writer.close();
  }
}
