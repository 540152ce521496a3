package dev.locum.worker.polling;

import dev.locum.token.denial.DenialException;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.identity.WorkerSelf;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.verification.DelegationAuthority;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops polling a queue when it turns out not to be this worker's, and goes on when it is again
 * (S3-58).
 *
 * <p>A worker starts on its own queues only; but a queue may be given to somebody else while it
 * runs. Each task that such a worker still takes is delayed, so it must not take the next. While it
 * stands aside it asks the auth service again, at first after a second and at least once a minute.
 *
 * <p><b>Not guaranteed</b>: that no further task arrives. Polls that are under way when the worker
 * stops may each bring one more. One daemon thread. Thread-safe.
 */
public final class QueuePolls implements AutoCloseable {

  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private static final Logger log = LoggerFactory.getLogger(QueuePolls.class);

  private final DelegationAuthority authority;
  private final WorkerSelf self;
  private final Layers layers;
  private final ConcurrentMap<TaskQueueName, List<Polling>> polls = new ConcurrentHashMap<>();
  private final Set<TaskQueueName> aside = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService executor;

  public QueuePolls(DelegationAuthority authority, WorkerSelf self, Layers layers) {
    this.authority = authority;
    this.self = self;
    this.layers = layers;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(body -> {
          Thread thread = new Thread(body, "locum-queues");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** From now on the polls of a queue can be stopped. */
  public void add(TaskQueueName queue, Polling polling) {
    polls.computeIfAbsent(queue, name -> new CopyOnWriteArrayList<>()).add(polling);
  }

  /**
   * Asks what a queue is to this worker, after it brought work that is not addressed to it. If it
   * is somebody else's, no further poll of it begins.
   */
  public QueueStanding standingOf(TaskQueueName queue) {
    boolean believed = self.known().filter(known -> known.queues().contains(queue)).isPresent();
    WorkerIdentity now;
    try {
      now = authority.describeSelf();
    } catch (DenialException e) {
      if (e.reason().isRetryable()) {
        return QueueStanding.UNKNOWN;
      }
      // Not a worker any more: nothing is its own.
      standAside(queue);
      return QueueStanding.FOREIGN;
    }
    self.become(now);
    if (now.queues().contains(queue)) {
      return believed ? QueueStanding.OWN : QueueStanding.NEWLY_OWN;
    }
    standAside(queue);
    return QueueStanding.FOREIGN;
  }

  /** Asks the same in the background; returns at once. */
  public void doubt(TaskQueueName queue) {
    if (aside.contains(queue)) {
      return;
    }
    try {
      executor.execute(() -> standingOf(queue));
    } catch (RejectedExecutionException e) {
      log.debug("the worker ends; queue {} is not asked about", queue);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void standAside(TaskQueueName queue) {
    if (!layers.isOn(Layer.POLLING) || !aside.add(queue)) {
      return;
    }
    log.warn(
        "queue {} is not this worker's: it brought work of somebody else; polling stops until the"
            + " auth service lists it as this worker's",
        queue);
    of(queue).forEach(Polling::suspend);
    askAgain(queue, FIRST_PAUSE_MILLIS);
  }

  private void askAgain(TaskQueueName queue, long pauseMillis) {
    try {
      executor.schedule(() -> returnTo(queue, pauseMillis), pauseMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the worker ends; queue {} is not polled again", queue);
    }
  }

  private void returnTo(TaskQueueName queue, long pausedMillis) {
    if (isOwn(queue)) {
      // In this order: what is found out meanwhile would else suspend before this resumes.
      of(queue).forEach(Polling::resume);
      aside.remove(queue);
      log.info("queue {} is this worker's again; polling goes on", queue);
    } else {
      askAgain(queue, Math.min(2 * pausedMillis, LONGEST_PAUSE_MILLIS));
    }
  }

  private boolean isOwn(TaskQueueName queue) {
    try {
      WorkerIdentity now = authority.describeSelf();
      self.become(now);
      return now.queues().contains(queue);
    } catch (DenialException e) {
      log.debug("queue {}: the auth service answers {}", queue, e.reason().code());
      return false;
    } catch (RuntimeException e) {
      // Nothing else would ask again.
      log.warn("queue {}: not known whether it is this worker's", queue, e);
      return false;
    }
  }

  private List<Polling> of(TaskQueueName queue) {
    return polls.getOrDefault(queue, List.of());
  }
}
