package dev.locum.worker;

import dev.locum.token.denial.DenialException;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.verification.DelegationAuthority;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for whom a worker needs before it polls. A system starts in any order and comes back from
 * an outage in any order, so a worker waits as long as it takes; it says for whom, at first and
 * then every half minute. A refusal is no outage: it ends the start.
 */
final class Startup {

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration SAID_EVERY = Duration.ofSeconds(30);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private Duration pause = FIRST_PAUSE;
  private long saidAt;
  private boolean hasSaid;

  private Startup() {}

  /**
   * Asks the auth service who this worker is.
   *
   * @throws IllegalStateException if it refuses, or the thread is interrupted
   */
  static WorkerIdentity identity(DelegationAuthority authority) {
    Startup startup = new Startup();
    while (true) {
      try {
        return authority.describeSelf();
      } catch (DenialException e) {
        if (!e.reason().isRetryable()) {
          throw new IllegalStateException(
              "worker does not start: the auth service answered " + e.reason().code(), e);
        }
        startup.await("the auth service: " + e.reason().code());
      }
    }
  }

  /**
   * Starts a factory once Temporal answers.
   *
   * @param begun whether the SDK has come to the plugins; what fails then is no absence of Temporal
   *     at the start
   */
  static void factory(WorkerFactory factory, BooleanSupplier begun) {
    Startup startup = new Startup();
    while (true) {
      temporal(factory.getWorkflowClient().getWorkflowServiceStubs());
      try {
        factory.start();
        return;
      } catch (StatusRuntimeException e) {
        if (begun.getAsBoolean() || !isAbsence(e)) {
          throw e;
        }
        startup.await("Temporal: " + e.getStatus().getCode());
      }
    }
  }

  /**
   * Waits until Temporal, or the gateway before it, answers; what it answers is Temporal's own
   * client's business.
   *
   * @throws IllegalStateException if the thread is interrupted
   */
  static void temporal(WorkflowServiceStubs stubs) {
    Startup startup = new Startup();
    while (true) {
      try {
        stubs
            .blockingStub()
            .withDeadlineAfter(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
            .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
        return;
      } catch (StatusRuntimeException e) {
        if (!isAbsence(e)) {
          return;
        }
        startup.await("Temporal: " + e.getStatus().getCode());
      }
    }
  }

  private static boolean isAbsence(StatusRuntimeException e) {
    Status.Code code = e.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  private void await(String whom) {
    long now = System.nanoTime();
    if (!hasSaid || now - saidAt >= SAID_EVERY.toNanos()) {
      LOG.warn("the worker does not poll yet; it waits for {}", whom);
      hasSaid = true;
      saidAt = now;
    }
    LockSupport.parkNanos(pause.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("worker does not start: interrupted");
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }
}
