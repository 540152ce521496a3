package dev.locum.worker.temporal;

import dev.locum.token.denial.DenialException;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.DelegationAuthority.EndedWork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the auth service what has ended: all that ends within a tenth of a second in one call.
 * Up to 8 tries in about 25 seconds. Thread-safe.
 */
final class EndReports {

  private static final int TRIES = 8;
  private static final long GATHERING_MILLIS = 100;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private static final Logger log = LoggerFactory.getLogger(EndReports.class);

  private final Consumer<List<EndedWork>> authority;
  private final ScheduledExecutorService executor;
  private final List<EndedWork> waiting = new ArrayList<>();

  /**
   * Reports.
   *
   * @param authority closes at most {@link DelegationAuthority#MOST_ENDED}
   */
  EndReports(Consumer<List<EndedWork>> authority, ScheduledExecutorService executor) {
    this.authority = authority;
    this.executor = executor;
  }

  /** Reports it soon; returns at once. */
  void add(EndedWork ended) {
    boolean isFirst;
    synchronized (waiting) {
      isFirst = waiting.isEmpty();
      waiting.add(ended);
    }
    if (isFirst) {
      schedule(this::sendAll, GATHERING_MILLIS);
    }
  }

  /**
   * Takes all of them first, and sends each report by itself: what becomes of one keeps neither the
   * others nor later ends from theirs.
   */
  private void sendAll() {
    List<EndedWork> ended;
    synchronized (waiting) {
      ended = List.copyOf(waiting);
      waiting.clear();
    }
    for (int i = 0; i < ended.size(); i += DelegationAuthority.MOST_ENDED) {
      List<EndedWork> some =
          ended.subList(i, Math.min(ended.size(), i + DelegationAuthority.MOST_ENDED));
      schedule(() -> send(some, 1), 0);
    }
  }

  private void send(List<EndedWork> ended, int attempt) {
    try {
      authority.accept(ended);
    } catch (DenialException e) {
      log.debug("{} ends are not reported yet", ended.size(), e);
      if (attempt < TRIES) {
        schedule(() -> send(ended, attempt + 1), FIRST_PAUSE_MILLIS << attempt);
      }
    }
  }

  private void schedule(Runnable task, long millis) {
    try {
      executor.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the worker ends; somebody else reports");
    }
  }
}
