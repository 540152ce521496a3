package dev.locum.grpcauthz.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs the end of streams when their credentials expire; one daemon thread for all. */
final class StreamExpiry implements AutoCloseable {

  private final Clock clock;
  private final ScheduledThreadPoolExecutor timer;

  StreamExpiry(Clock clock) {
    this.clock = clock;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "locum-stream-expiry");
              thread.setDaemon(true);
              return thread;
            });
    // A stream that ended by itself must not be kept until its credential expires.
    timer.setRemoveOnCancelPolicy(true);
  }

  Future<?> at(Instant instant, Runnable end) {
    long delay = Math.max(0, Duration.between(clock.instant(), instant).toMillis());
    return timer.schedule(end, delay, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
