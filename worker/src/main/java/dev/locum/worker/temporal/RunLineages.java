package dev.locum.worker.temporal;

import dev.locum.worker.verification.Lineage;
import dev.locum.worker.verification.WorkExecution;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lineage of runs, for activities: Temporal tells it to workflows only. Known from the workflow
 * where this worker runs it too; else Temporal is asked, once per run. It is never taken from a
 * header. Thread-safe.
 */
public final class RunLineages {

  /** Bounds memory; a lineage can be learnt again. */
  private static final int MAX_ENTRIES = 10_000;

  private static final long DEADLINE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(RunLineages.class);

  private final ConcurrentMap<String, Lineage> known = new ConcurrentHashMap<>();
  private volatile @Nullable WorkflowServiceStubs temporal;

  /** From now on Temporal can be asked. */
  public void ask(WorkflowServiceStubs temporal) {
    this.temporal = temporal;
  }

  /** Keeps what a workflow of this worker was told. */
  public void learn(String runId, Lineage lineage) {
    if (known.size() >= MAX_ENTRIES) {
      known.clear();
    }
    known.put(runId, lineage);
  }

  /** The run with its lineage, or as it is if nobody tells. */
  public WorkExecution complete(WorkExecution execution) {
    Lineage lineage = known.get(execution.runId());
    if (lineage == null) {
      lineage = describe(execution);
      if (lineage.isKnown()) {
        learn(execution.runId(), lineage);
      }
    }
    return execution.withLineage(lineage);
  }

  private Lineage describe(WorkExecution execution) {
    WorkflowServiceStubs stubs = temporal;
    if (stubs == null) {
      return Lineage.unknown();
    }
    try {
      return lineage(
          execution,
          stubs
              .blockingStub()
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(execution.namespace())
                      .setExecution(
                          WorkflowExecution.newBuilder()
                              .setWorkflowId(execution.workflowId())
                              .setRunId(execution.runId()))
                      .build())
              .getWorkflowExecutionInfo());
    } catch (StatusRuntimeException e) {
      log.debug(
          "Temporal does not describe run {}: {}", execution.runId(), e.getStatus().getCode());
      return Lineage.unknown();
    }
  }

  private static Lineage lineage(WorkExecution execution, WorkflowExecutionInfo info) {
    WorkflowExecution root = info.getRootExecution();
    boolean isRoot =
        root.getWorkflowId().isEmpty() || root.getWorkflowId().equals(execution.workflowId());
    return isRoot
        ? new Lineage(info.getFirstRunId(), "", "")
        : new Lineage(info.getFirstRunId(), root.getWorkflowId(), root.getRunId());
  }
}
