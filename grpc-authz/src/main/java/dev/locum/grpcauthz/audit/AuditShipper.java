package dev.locum.grpcauthz.audit;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSpool;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spooled audit events to the auth service, oldest first, and lets the spool forget them only
 * when the auth service has said that they are stored.
 *
 * <p><b>Guarantees</b>: at least once, in order; no event is dropped. While the auth service is
 * away or refuses, the events stay and sending is tried again after a growing pause (100 ms to 30
 * s).
 *
 * <p>One thread of its own, a daemon; {@link #close} sends what is left and ends it.
 */
public final class AuditShipper implements AutoCloseable {

  /** Keeps a request far below gRPC's 4 MiB. */
  private static final int BATCH = 200;

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Gathers events, so that a busy worker sends few large requests and not one for each event. */
  private static final Duration GATHERING = Duration.ofMillis(100);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(AuditShipper.class);

  private final AuditSpool spool;
  private final AuditServiceBlockingStub authService;
  private final Thread thread;
  private volatile boolean closing;

  private AuditShipper(AuditSpool spool, AuditServiceBlockingStub authService) {
    this.spool = spool;
    this.authService = authService;
    this.thread = new Thread(this::run, "locum-audit-shipper");
    this.thread.setDaemon(true);
  }

  /**
   * Starts sending.
   *
   * @param authService a channel to the auth service; it stays the caller's, and must outlive this
   * @param credentials the workload's, for the audience of the auth service
   */
  public static AuditShipper start(
      AuditSpool spool, Channel authService, CallCredentials credentials) {
    AuditShipper shipper =
        new AuditShipper(
            spool, AuditServiceGrpc.newBlockingStub(authService).withCallCredentials(credentials));
    shipper.thread.start();
    return shipper;
  }

  /**
   * Sends what is left, waiting at most two seconds, and ends. What could not be sent stays in the
   * spool.
   */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(2_000);
      thread.interrupt();
      thread.join(2_000);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        Step step = step();
        if (closing && (step == Step.NOTHING_THERE || step == Step.FAILED)) {
          return;
        }
        if (step == Step.SENT_ALL && !closing) {
          TimeUnit.MILLISECONDS.sleep(GATHERING.toMillis());
        }
        pause = step == Step.FAILED ? await(pause) : FIRST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private enum Step {
    NOTHING_THERE,
    SENT,
    SENT_ALL,
    FAILED
  }

  private Step step() throws InterruptedException {
    try {
      List<AuditEvent> events = spool.oldest(BATCH, closing ? Duration.ZERO : POLL);
      if (events.isEmpty()) {
        return Step.NOTHING_THERE;
      }
      if (!send(events)) {
        return Step.FAILED;
      }
      spool.acknowledge(events.size());
      return events.size() < BATCH ? Step.SENT_ALL : Step.SENT;
    } catch (RuntimeException e) {
      log.error("the audit spool failed; its events stay in it", e);
      return Step.FAILED;
    }
  }

  private boolean send(List<AuditEvent> events) {
    AppendEventsRequest.Builder request = AppendEventsRequest.newBuilder();
    for (AuditEvent event : events) {
      request.addEvents(AuditEventWire.toWire(event));
    }
    StatusRuntimeException failure = append(request.build());
    if (failure != null) {
      log.warn(
          "{} audit events wait: the auth service answered {}",
          events.size(),
          Refusals.reasonOf(failure));
    }
    return failure == null;
  }

  private @Nullable StatusRuntimeException append(AppendEventsRequest request) {
    try {
      authService
          .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
          .appendEvents(request);
      return null;
    } catch (StatusRuntimeException e) {
      return e;
    }
  }

  /** Half of the pause is random, so that a fleet of workers does not return in step. */
  private static Duration await(Duration pause) throws InterruptedException {
    long half = pause.toMillis() / 2;
    TimeUnit.MILLISECONDS.sleep(half + ThreadLocalRandom.current().nextLong(half + 1));
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }
}
