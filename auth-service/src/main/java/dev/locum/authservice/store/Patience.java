package dev.locum.authservice.store;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what takes too long: one thread looks at all who wait every now and then. A timer for each
 * of them would have to be set and taken back by another thread, which costs more than most of them
 * wait for. Thread-safe.
 */
final class Patience implements AutoCloseable {

  /** How often it looks: who waits is told so much late at most. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Duration longest;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean isClosed;

  /** In the order in which their time comes, since all may wait equally long. */
  private record Waiting(CompletableFuture<?> future, long untilNanos) {}

  Patience(Duration longest) {
    this.longest = longest;
    this.thread = Thread.ofPlatform().name("locum-store-patience").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** From now on it fails if it takes too long. */
  void watch(CompletableFuture<?> future) {
    waiting.add(new Waiting(future, System.nanoTime() + longest.toNanos()));
  }

  /**
   * The answer of what is watched.
   *
   * @throws StoreUnavailableException if it takes too long, or the thread is interrupted
   */
  static <T> T answer(CompletableFuture<T> watched) throws ExecutionException {
    try {
      return watched.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the store", e);
    }
  }

  private void run() {
    while (!isClosed) {
      LockSupport.parkNanos(this, PAUSE.toNanos());
      end(System.nanoTime());
    }
  }

  private void end(long nowNanos) {
    for (Waiting first = waiting.peek();
        first != null && (first.future().isDone() || first.untilNanos() - nowNanos <= 0);
        first = waiting.peek()) {
      waiting.remove();
      first.future().completeExceptionally(new StoreUnavailableException("the store is too slow"));
    }
  }

  /** Who still waits is told in time: nobody else would end it. */
  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
    waiting.forEach(each ->
        each.future().completeExceptionally(new StoreUnavailableException("the store is closed")));
  }
}
