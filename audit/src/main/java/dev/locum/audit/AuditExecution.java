package dev.locum.audit;

/**
 * About which work. Empty text: not known or not applicable.
 *
 * @param delegationId the delegation ({@code txn})
 * @param namespace the Temporal namespace
 * @param workflowType the workflow type
 * @param workflowId the workflow id
 * @param runId the run id
 * @param taskQueue the task queue
 * @param activityType the activity type
 * @param action the action decided about
 */
public record AuditExecution(
    String delegationId,
    String namespace,
    String workflowType,
    String workflowId,
    String runId,
    String taskQueue,
    String activityType,
    String action) {

  private static final AuditExecution NONE = new AuditExecution("", "", "", "", "", "", "", "");

  /** No work. */
  public static AuditExecution none() {
    return NONE;
  }

  public AuditExecution withAction(String action) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }
}
