package dev.locum.audit.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Appends lines to one segment. It uses no {@code FileChannel}: that one closes itself when the
 * writing thread is interrupted, and then one cancelled activity would end the audit trail of a
 * whole worker.
 */
final class SegmentWriter implements Closeable {

  private final long number;
  private final RandomAccessFile file;
  private long length;

  private SegmentWriter(long number, RandomAccessFile file) {
    this.number = number;
    this.file = file;
  }

  /** Begins an empty segment. */
  static SegmentWriter begin(SpoolDirectory directory, long number) throws IOException {
    directory.createSegment(number);
    return new SegmentWriter(number, new RandomAccessFile(directory.segment(number), "rw"));
  }

  /**
   * Writes a line; on failure what was written of it is taken back, and if that fails too, see the
   * cause.
   */
  void append(byte[] line) throws IOException {
    try {
      file.write(line);
    } catch (IOException e) {
      takeBack(e);
      throw e;
    }
    length += line.length;
  }

  private void takeBack(IOException cause) throws SegmentBrokenException {
    try {
      file.setLength(length);
      file.seek(length);
    } catch (IOException e) {
      cause.addSuppressed(e);
      throw new SegmentBrokenException(cause);
    }
  }

  /** Forces what was written to the disk. */
  void sync() throws IOException {
    file.getFD().sync();
  }

  long number() {
    return number;
  }

  long length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
