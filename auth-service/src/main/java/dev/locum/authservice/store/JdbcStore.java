package dev.locum.authservice.store;

import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The store over a {@link Database}: one writer that commits in groups, and a few readers. */
public final class JdbcStore implements Store {

  /**
   * How often a unit that reads runs anew because the records change; then nothing is remembered.
   */
  private static final int SUPERSEDED = 3;

  private final Database database;
  private final StoreLimits limits;
  private final Memory memory = new Memory();
  private final GroupCommit writer;
  private final PresentState present;
  private final Semaphore readers;
  private final BlockingQueue<JdbcConnection> idle;
  private volatile boolean isClosed;

  private JdbcStore(Database database, StoreLimits limits) {
    this.database = database;
    this.limits = limits;
    this.writer = new GroupCommit(database, limits, memory);
    this.present = new PresentState(database, limits);
    this.readers = new Semaphore(limits.readers());
    this.idle = new ArrayBlockingQueue<>(limits.readers());
  }

  /**
   * Brings the schema to the present version and opens the store.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  public static JdbcStore open(Database database, StoreLimits limits) {
    try {
      database.migrate();
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
    JdbcStore store = new JdbcStore(database, limits);
    store.writer.start();
    store.present.start();
    return store;
  }

  @Override
  public <T> T write(UnitOfWork<T> work) {
    Moment.end();
    CompletableFuture<T> future = writer.submit(work).future();
    try {
      return future.get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new StoreUnavailableException("the store is too slow", e);
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the store wrote", e);
    } catch (ExecutionException e) {
      throw unwrap(e);
    }
  }

  @Override
  public <T> CompletableFuture<T> submit(UnitOfWork<T> work) {
    Moment.end();
    return writer.submit(work).future();
  }

  @Override
  public <T> T read(UnitOfWork<T> work) {
    long state = Moment.state(this, present);
    for (int attempt = 0; attempt < SUPERSEDED; attempt++) {
      try {
        return read(work, state);
      } catch (ReadTransaction.Superseded e) {
        state = e.state();
        Moment.end();
      }
    }
    return read(work, Memory.UNKNOWN);
  }

  private <T> T read(UnitOfWork<T> work, long state) {
    ReadTransaction tx = new ReadTransaction(memory, state, this::open);
    boolean isSound = false;
    try {
      T answer = work.run(tx);
      tx.opened().ifPresent(JdbcConnection::rollback);
      isSound = true;
      return answer;
    } finally {
      boolean isDone = isSound;
      tx.opened().ifPresent(connection -> close(connection, isDone));
    }
  }

  private ReadTransaction.Snapshot open() {
    acquireReader();
    boolean isOpen = false;
    try {
      ReadTransaction.Snapshot snapshot = beginReading();
      isOpen = true;
      return snapshot;
    } finally {
      if (!isOpen) {
        readers.release();
      }
    }
  }

  private void close(JdbcConnection connection, boolean isSound) {
    try {
      release(connection, isSound);
    } finally {
      readers.release();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    writer.close();
    present.close();
    for (JdbcConnection tx = idle.poll(); tx != null; tx = idle.poll()) {
      tx.close();
    }
    database.close();
  }

  private void acquireReader() {
    try {
      if (!readers.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreUnavailableException("the store is too slow");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the store", e);
    }
  }

  /** Connections that were lost while nothing was done on them are passed over. */
  private ReadTransaction.Snapshot beginReading() {
    for (int lost = 0; ; lost++) {
      JdbcConnection tx = takeReader();
      try {
        long state = tx.begin(database.beginReading()).getOrDefault(Memory.STATE, 0L);
        return new ReadTransaction.Snapshot(tx, state);
      } catch (StoreUnavailableException e) {
        tx.discard();
        if (lost == limits.readers()) {
          throw e;
        }
      }
    }
  }

  private JdbcConnection takeReader() {
    if (isClosed) {
      throw new StoreUnavailableException("the store is closed");
    }
    JdbcConnection kept = idle.poll();
    if (kept != null) {
      return kept;
    }
    try {
      return new JdbcConnection(database.openReader(), database.takesSeveral());
    } catch (SQLException e) {
      throw new StoreUnavailableException("the store cannot be opened", e);
    }
  }

  /** A connection whose transaction cannot be rolled back is not used again. */
  private void release(JdbcConnection tx, boolean isSound) {
    if (!isSound && !tryRollback(tx)) {
      tx.discard();
    } else if (isClosed || database.isPooled() || !idle.offer(tx)) {
      tx.close();
    }
  }

  private static boolean tryRollback(JdbcConnection tx) {
    try {
      tx.rollback();
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private static RuntimeException unwrap(ExecutionException failure) {
    return switch (failure.getCause()) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new CompletionException(failure);
    };
  }
}
