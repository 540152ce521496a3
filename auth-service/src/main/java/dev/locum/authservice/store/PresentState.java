package dev.locum.authservice.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which state the records are now ({@link Memory}). One question to the database
 * answers all who came before it was sent; who comes later waits for the next one, so that
 * everybody sees what was committed before they asked. Thread-safe.
 */
final class PresentState implements AutoCloseable {

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String QUESTION = "SELECT value FROM counter WHERE name = ?";

  private final Database database;
  private final StoreLimits limits;
  private final Memory memory;
  private final Patience patience;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<Long> next;
  private volatile boolean isClosed;
  private @Nullable JdbcConnection connection;

  PresentState(Database database, StoreLimits limits, Memory memory, Patience patience) {
    this.database = database;
    this.limits = limits;
    this.memory = memory;
    this.patience = patience;
    // A platform thread, like the writer's: SQLite's calls would pin a carrier.
    this.thread = Thread.ofPlatform().name("locum-store-state").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * The state of now.
   *
   * @throws StoreUnavailableException if it could not be found out in time
   */
  long ask() {
    try {
      return Patience.answer(question());
    } catch (ExecutionException e) {
      throw new StoreUnavailableException("the store does not answer", e);
    }
  }

  /** The state that was seen last; {@link Memory#UNKNOWN} if the records are not at rest. */
  long known() {
    return memory.atRest();
  }

  private CompletableFuture<Long> question() {
    lock.lock();
    try {
      if (isClosed) {
        throw new StoreUnavailableException("the store is closed");
      }
      CompletableFuture<Long> waiting = next;
      if (waiting == null) {
        waiting = new CompletableFuture<>();
        patience.watch(waiting);
        next = waiting;
        LockSupport.unpark(thread);
      }
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable CompletableFuture<Long> take() {
    lock.lock();
    try {
      CompletableFuture<Long> taken = next;
      next = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      CompletableFuture<Long> asked = take();
      if (asked != null) {
        answer(asked);
      } else if (isClosed) {
        leave();
        return;
      } else {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
    }
  }

  private void answer(CompletableFuture<Long> asked) {
    try {
      long state = read();
      memory.see(state);
      asked.complete(state);
    } catch (RuntimeException e) {
      asked.completeExceptionally(e);
    }
  }

  /** Connections that were lost while nothing was done on them are passed over. */
  private long read() {
    for (int lost = 0; ; lost++) {
      try {
        return connect()
            .query(List.of(), QUESTION, row -> row.number("value"), Memory.STATE)
            .stream()
            .findFirst()
            .orElse(0L);
      } catch (StoreUnavailableException e) {
        drop();
        if (lost > limits.readers()) {
          throw e;
        }
      }
    }
  }

  private JdbcConnection connect() {
    JdbcConnection present = connection;
    if (present == null) {
      present = JdbcConnection.reading(database);
      connection = present;
    }
    return present;
  }

  private void drop() {
    JdbcConnection present = connection;
    connection = null;
    if (present != null) {
      present.discard();
    }
  }

  private void leave() {
    JdbcConnection present = connection;
    if (present != null) {
      present.close();
    }
  }

  /** Who waits is still answered; who comes later is refused. */
  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(limits.patience());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
