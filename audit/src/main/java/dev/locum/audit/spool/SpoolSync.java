package dev.locum.audit.spool;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Forces the current segment to the disk, once for all lines written in an interval. */
final class SpoolSync implements Closeable {

  private final Duration interval;
  private final Consumer<IOException> onFailure;
  private final AtomicReference<@Nullable SegmentWriter> dirty = new AtomicReference<>();
  private final ReentrantLock syncing = new ReentrantLock();
  private final Thread thread;
  private volatile boolean closed;

  private SpoolSync(Duration interval, Consumer<IOException> onFailure) {
    this.interval = interval;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, "locum-audit-sync");
    thread.setDaemon(true);
  }

  /** Starts the thread that forces; with an interval of zero it has nothing to do. */
  static SpoolSync start(Duration interval, Consumer<IOException> onFailure) {
    SpoolSync sync = new SpoolSync(interval, onFailure);
    if (!interval.isZero()) {
      sync.thread.start();
    }
    return sync;
  }

  /** Something was written; answers at once, or with an interval of zero once it is on the disk. */
  void request(SegmentWriter writer) throws IOException {
    if (interval.isZero()) {
      writer.sync();
    } else if (dirty.getAndSet(writer) == null) {
      LockSupport.unpark(thread);
    }
  }

  /** Closes a segment that is full and was forced already. */
  void forget(SegmentWriter full) throws IOException {
    syncing.lock();
    try {
      dirty.compareAndSet(full, null);
      full.close();
    } finally {
      syncing.unlock();
    }
  }

  private void run() {
    while (!closed) {
      if (dirty.get() == null) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, interval.toNanos());
        syncOnce();
      }
    }
  }

  private void syncOnce() {
    IOException failure = null;
    syncing.lock();
    try {
      SegmentWriter writer = dirty.getAndSet(null);
      if (writer != null) {
        writer.sync();
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      syncing.unlock();
    }
    if (failure != null) {
      onFailure.accept(failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
