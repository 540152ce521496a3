package dev.locum.audit.spool;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.Optional;

/** Reads the lines of one segment up to a limit, and tells where each ends. */
final class SegmentReader implements Closeable {

  private static final int CHUNK = 64 * 1024;

  private final RandomAccessFile file;
  private final long limit;
  private byte[] buffer = new byte[0];
  private int next;
  private long offset;

  /**
   * Begins to read.
   *
   * @param offset where the first line begins
   * @param limit bytes of the segment that count
   */
  SegmentReader(File segment, long offset, long limit) throws IOException {
    this.file = new RandomAccessFile(segment, "r");
    this.limit = limit;
    this.offset = offset;
    file.seek(offset);
  }

  /**
   * The next line without its line feed; empty at the limit, or when the rest holds no line feed.
   */
  Optional<byte[]> line() throws IOException {
    int scanned = next;
    while (true) {
      for (int i = scanned; i < buffer.length; i++) {
        if (buffer[i] == SpoolLine.END) {
          byte[] line = Arrays.copyOfRange(buffer, next, i);
          offset += line.length + 1L;
          next = i + 1;
          return Optional.of(line);
        }
      }
      scanned = buffer.length - next;
      if (!fill()) {
        return Optional.empty();
      }
    }
  }

  /** Where the next line begins. */
  long offset() {
    return offset;
  }

  /** Drops what was read already and reads on; false at the limit. */
  private boolean fill() throws IOException {
    int kept = buffer.length - next;
    int wanted = (int) Math.min(CHUNK, limit - offset - kept);
    if (wanted <= 0) {
      return false;
    }
    byte[] grown = new byte[kept + wanted];
    System.arraycopy(buffer, next, grown, 0, kept);
    file.readFully(grown, kept, wanted);
    buffer = grown;
    next = 0;
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
