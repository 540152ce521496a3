package dev.locum.worker.workflow;

import dev.locum.worker.verification.Lineage;
import dev.locum.worker.verification.WorkExecution;
import io.temporal.workflow.WorkflowInfo;

/**
 * What Temporal tells a workflow about its run, as it goes to a local activity.
 *
 * @param namespace the namespace
 * @param workflowType the workflow type
 * @param workflowId the workflow id
 * @param runId the run id
 * @param taskQueue the workflow's queue
 * @param firstExecutionRunId the first run of the chain
 * @param rootWorkflowId the root of the tree; empty: itself
 * @param rootRunId the run of the root; empty: itself
 */
public record RunFacts(
    String namespace,
    String workflowType,
    String workflowId,
    String runId,
    String taskQueue,
    String firstExecutionRunId,
    String rootWorkflowId,
    String rootRunId) {

  static RunFacts of(WorkflowInfo info) {
    String root = info.getRootWorkflowId().orElse("");
    boolean isRoot = root.isEmpty() || root.equals(info.getWorkflowId());
    return new RunFacts(
        info.getNamespace(),
        info.getWorkflowType(),
        info.getWorkflowId(),
        info.getRunId(),
        info.getTaskQueue(),
        info.getFirstExecutionRunId(),
        isRoot ? "" : root,
        isRoot ? "" : info.getRootRunId().orElse(""));
  }

  /** The same for the verifier. */
  public WorkExecution execution() {
    return new WorkExecution(
        namespace,
        workflowType,
        workflowId,
        runId,
        taskQueue,
        new Lineage(firstExecutionRunId, rootWorkflowId, rootRunId));
  }

  /** Whether it is a later run of its chain. */
  public boolean laterInItsChain() {
    return !runId.equals(firstExecutionRunId);
  }
}
