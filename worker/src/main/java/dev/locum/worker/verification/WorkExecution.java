package dev.locum.worker.verification;

/**
 * The run in which work is done, as Temporal tells it.
 *
 * @param namespace the Temporal namespace
 * @param workflowType the workflow type
 * @param workflowId the workflow id
 * @param runId the run id
 * @param taskQueue the queue from which this worker took the work
 * @param lineage its chain and tree
 */
public record WorkExecution(
    String namespace,
    String workflowType,
    String workflowId,
    String runId,
    String taskQueue,
    Lineage lineage) {

  /** The same run with its lineage. */
  public WorkExecution withLineage(Lineage lineage) {
    return new WorkExecution(namespace, workflowType, workflowId, runId, taskQueue, lineage);
  }
}
