package dev.locum.authservice.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that notes which units are written by requests that presume. */
public final class WatchedStore implements Store {

  private final Store actual;
  private final AtomicInteger presumed = new AtomicInteger();

  public WatchedStore(Store actual) {
    this.actual = actual;
  }

  /** How many since it was last asked. */
  public int presumed() {
    return presumed.getAndSet(0);
  }

  @Override
  public <T> T write(List<Foreseen> foreseen, UnitOfWork<T> work) {
    presumed.addAndGet(Moment.isPresumed() ? 1 : 0);
    return actual.write(foreseen, work);
  }

  @Override
  public <T> CompletableFuture<T> submit(UnitOfWork<T> work) {
    return actual.submit(work);
  }

  @Override
  public <T> T read(UnitOfWork<T> work) {
    return actual.read(work);
  }

  @Override
  public void close() {
    actual.close();
  }
}
