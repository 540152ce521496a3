package dev.locum.audit.spool;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSpool;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.audit.json.AuditFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A spool in append-only files. Many threads append, one ships.
 *
 * <p><b>Guarantees</b>: what {@link #append} returned from survives {@code kill -9}, and a loss of
 * power once it was forced to the disk. Events are read in the order in which they were appended.
 * What was acknowledged is not read again, except after a loss of power; so whoever stores events
 * must keep one id once. <b>Not guaranteed</b>: that the events reach anybody, or that nobody edits
 * the files.
 */
public final class FileAuditSpool implements AuditSpool, Closeable {

  /** Bounds one call and so the memory for one line. */
  static final int MAX_LINE = 1024 * 1024;

  private final SpoolSettings settings;
  private final SpoolDirectory directory;
  private final SpoolSegments segments;
  private final SpoolSync sync;
  private final SpoolLine lines = new SpoolLine();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();

  /** Of the events that were read last and not acknowledged yet: the places after them. */
  private volatile List<SpoolPosition> readEnds = List.of();

  private boolean closed;
  private @Nullable IOException broken;

  private FileAuditSpool(SpoolSettings settings, SpoolDirectory directory, SpoolSegments segments) {
    this.settings = settings;
    this.directory = directory;
    this.segments = segments;
    this.sync = SpoolSync.start(settings.syncEvery(), this::fail);
  }

  /**
   * Opens the spool of a directory; what an earlier process left there is read first.
   *
   * @throws AuditUnavailableException if the directory cannot be used, another process uses it, or
   *     a file in it was altered
   */
  public static FileAuditSpool open(SpoolSettings settings) {
    SpoolDirectory directory = null;
    try {
      directory = SpoolDirectory.open(settings.directory());
      return new FileAuditSpool(settings, directory, SpoolSegments.recover(directory));
    } catch (IOException e) {
      closeQuietly(directory, e);
      throw new AuditUnavailableException(
          "audit spool " + settings.directory() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keeps the events, all or none, as one line.
   *
   * @throws AuditUnavailableException if the spool is full, broken or closed; nothing was kept then
   * @throws IllegalArgumentException if the events together take more than 1 MiB
   */
  public void append(List<AuditEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    byte[] line = lines.encode(events);
    if (line.length > MAX_LINE) {
      throw new IllegalArgumentException(
          "events: " + line.length + " bytes in one call (expected: at most " + MAX_LINE + ")");
    }
    lock.lock();
    try {
      requireRoom(line.length);
      write(line);
      appended.signalAll();
    } catch (SegmentBrokenException e) {
      broken = e;
      throw new AuditUnavailableException("audit spool: broken", e);
    } catch (IOException e) {
      throw new AuditUnavailableException("audit spool: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private void requireRoom(int length) {
    requireUsable();
    long bytes = segments.bytes();
    if (bytes + length > settings.maxBytes()) {
      throw new AuditUnavailableException(
          "audit spool: full (" + bytes + " of " + settings.maxBytes() + " bytes are not shipped)");
    }
  }

  private void write(byte[] line) throws IOException {
    long length = segments.writer().length();
    if (length > 0 && length + line.length > settings.segmentBytes()) {
      sync.forget(segments.roll());
    }
    segments.writer().append(line);
    try {
      sync.request(segments.writer());
    } catch (IOException e) {
      throw new SegmentBrokenException(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws AuditUnavailableException if a file cannot be read or was altered, or the spool was
   *     closed
   */
  @Override
  public List<AuditEvent> oldest(int max, Duration wait) throws InterruptedException {
    SpoolReader reader = new SpoolReader(directory, lines, max);
    SpoolPosition from;
    SortedMap<Long, Long> lengths;
    lock.lockInterruptibly();
    try {
      awaitEvents(wait);
      requireUsable();
      from = segments.acknowledged();
      lengths = segments.unacknowledged();
    } finally {
      lock.unlock();
    }
    try {
      reader.read(from, lengths);
    } catch (IOException | AuditFormatException e) {
      throw new AuditUnavailableException("audit spool: " + e.getMessage(), e);
    }
    readEnds = List.copyOf(reader.ends());
    return reader.events();
  }

  private void awaitEvents(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    while (!closed && segments.isDrained() && nanos > 0) {
      nanos = appended.awaitNanos(nanos);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws AuditUnavailableException if that cannot be remembered; they are then shipped again
   */
  @Override
  public void acknowledge(int count) {
    List<SpoolPosition> ends = readEnds;
    if (count < 0 || count > ends.size()) {
      throw new IllegalArgumentException(
          "acknowledged: " + count + " events (expected: 0 to " + ends.size() + ", as were read)");
    }
    if (count == 0) {
      return;
    }
    lock.lock();
    try {
      requireUsable();
      segments.acknowledge(ends.get(count - 1));
      readEnds = ends.subList(count, ends.size());
    } catch (IOException e) {
      throw new AuditUnavailableException("audit spool: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the events that were not acknowledged; 0 when all was shipped. */
  public long pendingBytes() {
    lock.lock();
    try {
      return segments.pendingBytes();
    } finally {
      lock.unlock();
    }
  }

  private void requireUsable() {
    if (closed) {
      throw new AuditUnavailableException("audit spool: closed");
    }
    if (broken != null) {
      throw new AuditUnavailableException("audit spool: broken", broken);
    }
  }

  private void fail(IOException cause) {
    lock.lock();
    try {
      broken = cause;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forces what was written to the disk and gives the directory back. What was not shipped stays
   * there.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
    sync.close();
    try {
      segments.close();
      directory.close();
    } catch (IOException e) {
      throw new AuditUnavailableException("audit spool: " + e.getMessage(), e);
    }
  }

  private static void closeQuietly(@Nullable SpoolDirectory directory, IOException cause) {
    if (directory == null) {
      return;
    }
    try {
      directory.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
