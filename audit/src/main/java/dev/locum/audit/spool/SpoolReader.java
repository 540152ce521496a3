package dev.locum.audit.spool;

import dev.locum.audit.AuditEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Reads events from a place on, and remembers the place after each. */
final class SpoolReader {

  private final SpoolDirectory directory;
  private final SpoolLine lines;
  private final int max;
  private final List<AuditEvent> events = new ArrayList<>();
  private final List<SpoolPosition> ends = new ArrayList<>();

  SpoolReader(SpoolDirectory directory, SpoolLine lines, int max) {
    this.directory = directory;
    this.lines = lines;
    this.max = max;
  }

  /**
   * Reads until there are enough.
   *
   * @param lengths how much of each segment counts
   * @throws IOException if a file cannot be read or was altered
   */
  void read(SpoolPosition from, SortedMap<Long, Long> lengths) throws IOException {
    for (Map.Entry<Long, Long> segment : lengths.entrySet()) {
      long number = segment.getKey();
      boolean isFirst = number == from.segment();
      SpoolPosition start = isFirst ? from : SpoolPosition.beforeLine(number, 0);
      readSegment(start, segment.getValue());
      if (events.size() == max) {
        return;
      }
    }
  }

  private void readSegment(SpoolPosition start, long length) throws IOException {
    long number = start.segment();
    int index = start.index();
    try (SegmentReader reader =
        new SegmentReader(directory.segment(number), start.offset(), length)) {
      while (events.size() < max && reader.offset() < length) {
        long offset = reader.offset();
        take(
            whole(reader, number),
            SpoolPosition.beforeLine(number, offset),
            reader.offset(),
            index);
        index = 0;
      }
    }
  }

  private void take(List<AuditEvent> line, SpoolPosition start, long next, int index) {
    for (int i = index; i < line.size() && events.size() < max; i++) {
      boolean isLast = i == line.size() - 1;
      events.add(line.get(i));
      ends.add(
          isLast
              ? SpoolPosition.beforeLine(start.segment(), next)
              : new SpoolPosition(start.segment(), start.offset(), i + 1));
    }
  }

  private List<AuditEvent> whole(SegmentReader reader, long segment) throws IOException {
    long offset = reader.offset();
    return reader
        .line()
        .flatMap(lines::decode)
        .orElseThrow(() ->
            new IOException(directory + ", segment " + segment + ": altered at byte " + offset));
  }

  List<AuditEvent> events() {
    return events;
  }

  /** For each event the place after it. */
  List<SpoolPosition> ends() {
    return ends;
  }
}
