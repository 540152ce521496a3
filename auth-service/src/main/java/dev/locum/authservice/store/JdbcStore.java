package dev.locum.authservice.store;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The store over a {@link Database}: one writer that commits in groups, and a few readers. */
public final class JdbcStore implements Store {

  /**
   * How often a unit that reads runs anew because the records change; then nothing is remembered.
   */
  private static final int SUPERSEDED = 3;

  private final Database database;
  private final StoreLimits limits;
  private final Memory memory = new Memory();
  private final Patience patience;
  private final GroupCommit writer;
  private final PresentState present;
  private final Semaphore readers;
  private final BlockingQueue<JdbcConnection> idle;
  private volatile boolean isClosed;

  private JdbcStore(Database database, StoreLimits limits) {
    this.database = database;
    this.limits = limits;
    this.patience = new Patience(limits.patience());
    this.writer = new GroupCommit(database, limits, memory);
    this.present = new PresentState(database, limits, memory, patience);
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
    store.patience.start();
    store.writer.start();
    store.present.start();
    return store;
  }

  @Override
  public <T> T write(List<Foreseen> foreseen, UnitOfWork<T> work) {
    CompletableFuture<T> future = writer.submit(work, foreseen, Moment.end(present)).future();
    patience.watch(future);
    try {
      T answer = Patience.answer(future);
      Moment.confirmAndEnd();
      return answer;
    } catch (StoreUnavailableException e) {
      future.cancel(false);
      throw lost(e);
    } catch (ExecutionException e) {
      throw failed(unwrap(e));
    }
  }

  /** A unit that failed by itself has run, and so in the state that was presumed. */
  private static RuntimeException failed(RuntimeException failure) {
    return switch (failure) {
      case Moment.Outdated _ -> Moment.outdated();
      case StoreUnavailableException unavailable -> lost(unavailable);
      default -> {
        Moment.confirmAndEnd();
        yield failure;
      }
    };
  }

  private static StoreUnavailableException lost(StoreUnavailableException unavailable) {
    Moment.lose();
    return unavailable;
  }

  @Override
  public <T> CompletableFuture<T> submit(UnitOfWork<T> work) {
    Moment.settle();
    return writer.submit(work, List.of(), Moment.end(present)).future();
  }

  @Override
  public <T> T read(UnitOfWork<T> work) {
    try {
      long state = Moment.state(present);
      for (int attempt = 0; attempt < SUPERSEDED; attempt++) {
        try {
          return read(work, state);
        } catch (ReadTransaction.Superseded e) {
          if (Moment.isPresumed()) {
            throw Moment.outdated();
          }
          state = e.state();
          Moment.end(present);
        }
      }
      return read(work, Memory.UNKNOWN);
    } catch (StoreUnavailableException e) {
      throw lost(e);
    }
  }

  private <T> T read(UnitOfWork<T> work, long state) {
    ReadTransaction tx = new ReadTransaction(memory, state, this::open, Moment.isPresumed());
    boolean isSound = false;
    try {
      T answer = work.run(tx);
      if (tx.opened().isPresent()) {
        tx.opened().get().rollback();
        Moment.confirm();
      }
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
    patience.close();
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
    return kept == null ? JdbcConnection.reading(database) : kept;
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
