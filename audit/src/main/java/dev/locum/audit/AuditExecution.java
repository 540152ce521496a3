package dev.locum.audit;

/**
 * About which work. Empty text: not known or not applicable. Text longer than 1,024 characters is
 * cut.
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

  /** Cuts what is too long. */
  public AuditExecution {
    delegationId = AuditText.bounded(delegationId);
    namespace = AuditText.bounded(namespace);
    workflowType = AuditText.bounded(workflowType);
    workflowId = AuditText.bounded(workflowId);
    runId = AuditText.bounded(runId);
    taskQueue = AuditText.bounded(taskQueue);
    activityType = AuditText.bounded(activityType);
    action = AuditText.bounded(action);
  }

  /** No work. */
  public static AuditExecution none() {
    return NONE;
  }

  /** The work of a delegation of which nothing else is known. */
  public static AuditExecution ofDelegation(String delegationId) {
    return NONE.withDelegation(delegationId);
  }

  public AuditExecution withDelegation(String delegationId) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }

  public AuditExecution withWorkflow(String namespace, String workflowType, String workflowId) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }

  public AuditExecution withRun(String runId) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }

  public AuditExecution withTaskQueue(String taskQueue) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }

  public AuditExecution withActivity(String activityType) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }

  public AuditExecution withAction(String action) {
    return new AuditExecution(
        delegationId, namespace, workflowType, workflowId, runId, taskQueue, activityType, action);
  }
}
