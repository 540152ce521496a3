package dev.locum.audit.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;

/**
 * What is done with the last segment when a spool is opened again: a torn last line is cut off. Its
 * call never returned, so nothing that it tells of took effect.
 */
final class SpoolRecovery {

  private SpoolRecovery() {}

  /**
   * Cuts off what follows the last whole line.
   *
   * @return the length of the segment now
   * @throws IOException if a whole line follows one that is not: that was no torn write
   */
  static long cutTornLine(SpoolDirectory directory, long number, long length) throws IOException {
    long whole = wholeLength(directory, number, length);
    if (whole < length) {
      try (RandomAccessFile file = new RandomAccessFile(directory.segment(number), "rw")) {
        file.setLength(whole);
        file.getFD().sync();
      }
    }
    return whole;
  }

  private static long wholeLength(SpoolDirectory directory, long number, long length)
      throws IOException {
    try (SegmentReader reader = new SegmentReader(directory.segment(number), 0, length)) {
      long whole = 0;
      boolean torn = false;
      for (Optional<byte[]> line = reader.line(); line.isPresent(); line = reader.line()) {
        boolean isWhole = SpoolLine.isWhole(line.get());
        if (isWhole && torn) {
          throw new IOException(
              "spool " + directory + ", segment " + number + ": altered at byte " + whole);
        }
        torn |= !isWhole;
        whole = isWhole ? reader.offset() : whole;
      }
      return whole;
    }
  }
}
