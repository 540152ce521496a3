package dev.locum.benchmarks.rate;

import java.util.concurrent.CountDownLatch;

/** Where the workflows of a round gather, so that all of them go on at one moment. */
final class Gate {

  private volatile CountDownLatch arriving = new CountDownLatch(0);
  private volatile CountDownLatch opening = new CountDownLatch(0);

  /** Closes it for so many. */
  void close(int count) {
    opening = new CountDownLatch(1);
    arriving = new CountDownLatch(count);
  }

  /** Waits until all are there. */
  void awaitAll() {
    await(arriving);
  }

  void open() {
    opening.countDown();
  }

  /** Arrives, and waits until it is open. */
  void pass() {
    CountDownLatch open = opening;
    arriving.countDown();
    await(open);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
