package dev.locum.worker.temporal;

import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.DelegationAuthority.EndedWork;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the auth service that a workflow has ended, so that its delegation ends with it (S3-34). It
 * waits until Temporal itself says so: a workflow that believes itself at its end may be replayed
 * and go on. Temporal says so when it accepts the completion, where that is seen ({@link #ended});
 * else, and where its chain of runs may go on by itself, it is asked.
 *
 * <p>It helps, and nothing rests on it: the trigger and the auth service find the end by
 * themselves. Temporal is asked up to 8 times in about 25 seconds. One daemon thread. Thread-safe.
 */
public final class CompletionReporter implements AutoCloseable {

  private static final int TRIES = 8;
  private static final long FIRST_PAUSE_MILLIS = 100;

  /** How long an accepted completion is waited for, where completions are seen. */
  private static final long UNSEEN_MILLIS = 2_000;

  private static final long DEADLINE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(CompletionReporter.class);

  private final ScheduledThreadPoolExecutor executor;
  private final EndReports reports;
  private final ConcurrentMap<String, Expected> expected = new ConcurrentHashMap<>();
  private volatile @Nullable WorkflowServiceStubs temporal;
  private volatile boolean completionsAreSeen;

  public CompletionReporter(DelegationAuthority authority) {
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            body -> {
              Thread thread = new Thread(body, "locum-completions");
              thread.setDaemon(true);
              return thread;
            });
    this.executor.setRemoveOnCancelPolicy(true);
    this.reports = new EndReports(authority::close, executor);
  }

  /** From now on Temporal can be asked. */
  public void ask(WorkflowServiceStubs temporal) {
    this.temporal = temporal;
  }

  /** From now on {@link #ended} is called, so that Temporal is asked only if it was not. */
  public void watched() {
    completionsAreSeen = true;
  }

  /** Notes that a workflow is about to end; returns at once. */
  public void expect(EndingWorkflow workflow) {
    Expected entry = new Expected(workflow);
    Expected earlier = expected.put(workflow.runId(), entry);
    if (earlier != null) {
      earlier.cancel();
    }
    entry.askIn(completionsAreSeen ? UNSEEN_MILLIS : FIRST_PAUSE_MILLIS, 1);
  }

  /**
   * Takes notice of an accepted completion, of any run; returns at once.
   *
   * @param command the command that closed the run
   */
  public void ended(String runId, CommandType command) {
    Expected entry = expected.get(runId);
    if (entry == null) {
      return;
    }
    switch (entry.workflow.fateAfter(command)) {
      case GOES_ON -> entry.end();
      case UNKNOWN -> {
        entry.cancel();
        entry.askIn(FIRST_PAUSE_MILLIS, 1);
      }
      case ENDED -> {
        entry.end();
        EndingWorkflow.outcome(command).ifPresent(outcome -> report(entry.workflow, outcome));
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void report(EndingWorkflow workflow, String outcome) {
    reports.add(new EndedWork(workflow.delegation(), workflow.firstExecutionRunId(), outcome));
  }

  /**
   * Asks Temporal, and reports if the chain has ended.
   *
   * @return whether there is nothing to wait for any more
   */
  private boolean ask(EndingWorkflow workflow) {
    WorkflowServiceStubs stubs = temporal;
    if (stubs == null) {
      return false;
    }
    WorkflowExecutionInfo latest =
        stubs
            .blockingStub()
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(workflow.namespace())
                    .setExecution(
                        WorkflowExecution.newBuilder().setWorkflowId(workflow.workflowId()))
                    .build())
            .getWorkflowExecutionInfo();
    if (!latest.getFirstRunId().equals(workflow.firstExecutionRunId())) {
      // Another chain under the same id: ours is over, but how is not known here.
      return true;
    }
    String outcome = outcome(latest.getStatus());
    if (!outcome.isEmpty()) {
      report(workflow, outcome);
      return true;
    }
    // A later run of the chain is under way; its end is its own worker's to report.
    return !latest.getExecution().getRunId().equals(workflow.runId());
  }

  /** Empty while the chain goes on. */
  private static String outcome(WorkflowExecutionStatus status) {
    return switch (status) {
      case WORKFLOW_EXECUTION_STATUS_COMPLETED -> "COMPLETED";
      case WORKFLOW_EXECUTION_STATUS_FAILED -> "FAILED";
      case WORKFLOW_EXECUTION_STATUS_CANCELED -> "CANCELLED";
      case WORKFLOW_EXECUTION_STATUS_TERMINATED -> "TERMINATED";
      case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> "TIMED_OUT";
      default -> "";
    };
  }

  /** A run whose end is waited for. */
  private final class Expected {

    private final EndingWorkflow workflow;
    private @Nullable ScheduledFuture<?> question;
    private boolean isOver;

    Expected(EndingWorkflow workflow) {
      this.workflow = workflow;
    }

    synchronized void askIn(long millis, int attempt) {
      if (isOver) {
        return;
      }
      try {
        question = executor.schedule(() -> attempt(attempt), millis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        log.debug("the worker ends; somebody else reports {}", workflow.delegation());
      }
    }

    private void attempt(int attempt) {
      boolean isDone = attempt >= TRIES;
      try {
        isDone |= ask(workflow);
      } catch (StatusRuntimeException e) {
        log.debug("end of delegation {} not seen yet", workflow.delegation(), e);
      }
      if (isDone) {
        end();
      } else {
        askIn(FIRST_PAUSE_MILLIS << attempt, attempt + 1);
      }
    }

    synchronized void cancel() {
      if (question != null) {
        question.cancel(false);
      }
    }

    void end() {
      expected.remove(workflow.runId(), this);
      synchronized (this) {
        isOver = true;
        cancel();
      }
    }
  }
}
