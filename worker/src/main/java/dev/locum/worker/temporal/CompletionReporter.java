package dev.locum.worker.temporal;

import dev.locum.token.DelegationId;
import dev.locum.token.denial.DenialException;
import dev.locum.worker.verification.DelegationAuthority;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the auth service that a workflow has ended, so that its delegation ends with it (S3-34). It
 * waits until Temporal itself says so: a workflow that believes itself at its end may be replayed
 * and go on.
 *
 * <p>It helps, and nothing rests on it: the trigger and the auth service find the end by
 * themselves. Up to 8 tries in about 25 seconds. One daemon thread. Thread-safe.
 */
public final class CompletionReporter implements AutoCloseable {

  private static final int TRIES = 8;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long DEADLINE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(CompletionReporter.class);

  private final DelegationAuthority authority;
  private final ScheduledExecutorService executor;
  private volatile @Nullable WorkflowServiceStubs temporal;

  public CompletionReporter(DelegationAuthority authority) {
    this.authority = authority;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(body -> {
          Thread thread = new Thread(body, "locum-completions");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** From now on Temporal can be asked. */
  public void ask(WorkflowServiceStubs temporal) {
    this.temporal = temporal;
  }

  /** Notes that a workflow is about to end; returns at once. */
  public void expect(EndingWorkflow workflow) {
    schedule(workflow, 1);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void schedule(EndingWorkflow workflow, int attempt) {
    try {
      executor.schedule(
          () -> attempt(workflow, attempt),
          FIRST_PAUSE_MILLIS << (attempt - 1),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the worker ends; somebody else reports {}", workflow.delegation());
    }
  }

  private void attempt(EndingWorkflow workflow, int attempt) {
    try {
      if (!report(workflow) && attempt < TRIES) {
        schedule(workflow, attempt + 1);
      }
    } catch (StatusRuntimeException | DenialException e) {
      log.debug("end of delegation {} not reported yet", workflow.delegation(), e);
      if (attempt < TRIES) {
        schedule(workflow, attempt + 1);
      }
    }
  }

  private boolean report(EndingWorkflow workflow) {
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
    if (outcome.isEmpty()) {
      return false;
    }
    authority.close(workflow.delegation(), workflow.firstExecutionRunId(), outcome);
    return true;
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

  /**
   * A root workflow at its end.
   *
   * @param delegation its delegation
   * @param namespace its namespace
   * @param workflowId its id
   * @param firstExecutionRunId the first run of its chain
   */
  public record EndingWorkflow(
      DelegationId delegation, String namespace, String workflowId, String firstExecutionRunId) {}
}
