package dev.locum.authservice.bootstrap;

import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the auth service can decide: its store takes writes, and nobody has asked it to end. It
 * looks every two seconds. Thread-safe.
 */
final class Readiness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final Store store;
  private final Thread thread;
  private Consumer<Boolean> told = ready -> {};
  private volatile boolean isReady;
  private volatile boolean isDraining;

  Readiness(Store store) {
    this.store = store;
    this.thread = Thread.ofVirtual().name("readiness").unstarted(this::repeat);
  }

  /**
   * Looks, and goes on looking.
   *
   * @param told gets every answer
   */
  void start(Consumer<Boolean> told) {
    this.told = told;
    look();
    thread.start();
  }

  /** What it saw last. */
  boolean isReady() {
    return isReady && !isDraining;
  }

  /** Answers "not ready" from now on, and lets everybody notice for that long. */
  void drain(Duration patience) {
    isDraining = true;
    tell();
    try {
      Thread.sleep(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void repeat() {
    while (!isDraining) {
      try {
        Thread.sleep(ROUND);
        look();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    boolean was = isReady;
    isReady = takesWrites();
    if (was != isReady) {
      LOG.info("the auth service is {}", isReady ? "ready" : "not ready: the store is away");
    }
    tell();
  }

  /** One at a time: what was seen before the draining is never told after it. */
  private synchronized void tell() {
    told.accept(isReady());
  }

  private boolean takesWrites() {
    try {
      return store.write(tx -> true);
    } catch (StoreUnavailableException e) {
      return false;
    } catch (RuntimeException e) {
      LOG.error("readiness could not be found out", e);
      return false;
    }
  }

  @Override
  public void close() {
    isDraining = true;
    thread.interrupt();
  }
}
