package dev.locum.authservice.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: takes the units that wait, runs each in a savepoint, and commits them together,
 * so that one flush of the disk serves many callers. A unit that fails is undone alone. A caller's
 * future completes only after the commit that holds its unit.
 *
 * <p>When the commit fails, or the transaction is lost, every unit of the batch is unavailable.
 * After any failure of the database the connection is opened anew, so that the store recovers
 * alone.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final long IDLE_MILLIS = 200;

  private final Database database;
  private final StoreLimits limits;
  private final Memory memory;
  private final BlockingQueue<Pending<?>> queue;
  private final Thread thread;
  private volatile boolean isClosed;
  private @Nullable WriteTransaction connection;
  private boolean isLost;

  GroupCommit(Database database, StoreLimits limits, Memory memory) {
    this.database = database;
    this.memory = memory;
    this.limits = limits;
    this.queue = new ArrayBlockingQueue<>(limits.queue());
    // A platform thread: SQLite's calls would pin a virtual thread's carrier for the length of a
    // flush.
    this.thread = Thread.ofPlatform().name("locum-store-writer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Takes a unit.
   *
   * @param foreseen what it is going to ask
   * @param presumed the state of the records in which alone it is to run; {@link Memory#UNKNOWN}:
   *     in any
   */
  <T> Pending<T> submit(UnitOfWork<T> work, List<Foreseen> foreseen, long presumed) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException(
          "a unit of work submitted another (expected: Transaction.nested)");
    }
    Pending<T> pending = new Pending<>(work, foreseen, presumed);
    if (isClosed || !queue.offer(pending)) {
      pending.fail(
          new StoreUnavailableException(
              isClosed ? "the store is closed" : "the store is too slow"));
    }
    return pending;
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join(limits.patience());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Pending<?>> batch = new ArrayList<>(limits.batch());
    while (!isClosed || !queue.isEmpty()) {
      try {
        Pending<?> first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, limits.batch() - 1);
          commit(batch);
        }
      } catch (InterruptedException e) {
        isClosed = true;
      } finally {
        batch.clear();
      }
    }
    drop();
  }

  private void commit(List<Pending<?>> batch) {
    try {
      WriteTransaction tx = foreseeing(begin(), batch);
      batch.forEach(pending -> pending.run(tx));
      if (!committed(tx, batch)) {
        return;
      }
    } catch (StoreUnavailableException | TransactionLostException | SQLException e) {
      tellLost(e);
      drop();
      batch.forEach(
          pending -> pending.fail(new StoreUnavailableException("the store could not commit", e)));
      return;
    } catch (Throwable e) {
      LOG.error("the store's writer met a fault", e);
      drop();
      batch.forEach(
          pending -> pending.fail(new StoreUnavailableException("the store's writer failed", e)));
      return;
    }
    tellBack();
    batch.forEach(Pending::complete);
    if (batch.stream().anyMatch(pending -> pending.isUnavailable)) {
      drop();
    }
  }

  /** A value that the database refuses is its own unit's to meet: then nothing is foreseen. */
  private WriteTransaction foreseeing(WriteTransaction tx, List<Pending<?>> batch)
      throws SQLException {
    List<Foreseen> foreseen = new ArrayList<>();
    batch.forEach(pending -> foreseen.addAll(pending.foreseen));
    try {
      tx.foresee(foreseen);
      return tx;
    } catch (IllegalStateException e) {
      tx.rollback();
      return begin();
    }
  }

  /**
   * Commits. A row that is refused only now may be anybody's: each unit is run anew, alone.
   *
   * @return false: it was done in parts
   */
  private boolean committed(WriteTransaction tx, List<Pending<?>> batch) {
    try {
      tx.commit();
      return true;
    } catch (IllegalStateException e) {
      tx.rollback();
      if (batch.size() == 1) {
        batch.getFirst().future.completeExceptionally(e);
      } else {
        batch.forEach(pending -> commit(List.of(pending)));
      }
      return false;
    }
  }

  /** Once for each loss: what repeats it, every two seconds and with every call, says no more. */
  private void tellLost(Exception e) {
    if (isLost) {
      LOG.debug("the store is still lost: {}", describe(e));
    } else {
      isLost = true;
      LOG.error("the store is lost, and writes are refused until it is back: {}", describe(e));
    }
  }

  private void tellBack() {
    if (isLost) {
      isLost = false;
      LOG.info("the store is back, and takes writes");
    }
  }

  /** A connection that was lost while nothing was done on it is opened anew, at once. */
  private WriteTransaction begin() throws SQLException {
    boolean isKept = connection != null;
    try {
      WriteTransaction tx = connect();
      tx.begin(database.beginWriting());
      return tx;
    } catch (StoreUnavailableException e) {
      if (!isKept) {
        throw e;
      }
    }
    drop();
    WriteTransaction tx = connect();
    tx.begin(database.beginWriting());
    return tx;
  }

  private WriteTransaction connect() throws SQLException {
    WriteTransaction present = connection;
    if (present == null) {
      present =
          new WriteTransaction(
              new JdbcConnection(database.openWriter(), database.takesSeveral()), memory);
      connection = present;
    }
    return present;
  }

  private void drop() {
    WriteTransaction present = connection;
    connection = null;
    if (present != null) {
      present.close();
    }
  }

  private static String describe(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  /** One caller's unit and what came of it. */
  static final class Pending<T> {
    private final UnitOfWork<T> work;
    private final List<Foreseen> foreseen;
    private final long presumed;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable Runnable outcome;
    private boolean isUnavailable;

    Pending(UnitOfWork<T> work, List<Foreseen> foreseen, long presumed) {
      this.work = work;
      this.foreseen = foreseen;
      this.presumed = presumed;
    }

    CompletableFuture<T> future() {
      return future;
    }

    /** A unit whose caller has given up is not begun; its answer could reach nobody. */
    private void run(WriteTransaction tx) {
      if (future.isDone()) {
        return;
      }
      if (presumed != Memory.UNKNOWN && presumed != tx.state()) {
        outcome = () -> future.completeExceptionally(new Moment.Outdated());
        return;
      }
      try {
        T answer = tx.nested(work);
        outcome = () -> future.complete(answer);
      } catch (TransactionLostException e) {
        throw e;
      } catch (Throwable e) {
        isUnavailable = e instanceof StoreUnavailableException;
        outcome = () -> future.completeExceptionally(e);
      }
    }

    private void complete() {
      Runnable known = outcome;
      if (known != null) {
        known.run();
      }
    }

    private void fail(StoreUnavailableException e) {
      future.completeExceptionally(e);
    }
  }
}
