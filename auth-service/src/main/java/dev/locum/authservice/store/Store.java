package dev.locum.authservice.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Transactions over the authority's database.
 *
 * <p><b>Guarantees</b>: units that write run one after the other, each sees all that was committed
 * before it; when {@link #write} returns, the change survives the end of the process and of the
 * machine; a unit that throws changes nothing, and does not disturb the others committed with it.
 *
 * <p>A {@link StoreUnavailableException} out of {@code write} means that the change was most likely
 * not made, yet may have been: callers repeat, so every unit must be safe to repeat. Thread-safe.
 */
public interface Store extends AutoCloseable {

  /**
   * Runs the unit in a transaction that may write and answers when it is durable.
   *
   * @throws StoreUnavailableException if it could not be made durable in time
   * @throws RuntimeException whatever the unit threw
   */
  default <T> T write(UnitOfWork<T> work) {
    return write(List.of(), work);
  }

  /**
   * The same for a unit that knows beforehand what it is going to ask.
   *
   * @param foreseen asked together with what others ask that are written with it
   */
  <T> T write(List<Foreseen> foreseen, UnitOfWork<T> work);

  /**
   * Like {@link #write}, without waiting. The future completes only after the commit. It completes
   * on the thread that writes: hand dependents to an executor.
   */
  <T> CompletableFuture<T> submit(UnitOfWork<T> work);

  /**
   * Runs the unit on a snapshot that holds at least all that was answered before; it cannot write.
   *
   * @throws StoreUnavailableException if the store cannot be read in time
   */
  <T> T read(UnitOfWork<T> work);

  /** Ends what is under way and closes the database. What comes later is refused. */
  @Override
  void close();
}
