package dev.locum.token;

import java.util.List;

/**
 * What a delegation is for: one workflow of one tenant, and the task queues on which it may run. It
 * names its workflow exactly; a scope for any workflow cannot be expressed (S3-83, S3-84).
 *
 * @param tenant the tenant that owns the work
 * @param namespace the Temporal namespace, 1 to 255 characters
 * @param workflowType the workflow type, 1 to 255 characters
 * @param workflowId the workflow id, 1 to 255 characters
 * @param taskQueues 1 to 16 queues; the first is where the workflow starts
 */
public record WorkflowScope(
    TenantId tenant,
    String namespace,
    String workflowType,
    String workflowId,
    List<String> taskQueues) {

  private static final int MAX_QUEUES = 16;
  private static final int MAX_NAME = 255;

  /**
   * Checks the form; the queues are copied.
   *
   * @throws IllegalArgumentException if something is absent, empty, too long or a wildcard
   */
  public WorkflowScope {
    requireExact("namespace", namespace);
    requireExact("workflow type", workflowType);
    requireExact("workflow id", workflowId);
    taskQueues = List.copyOf(taskQueues);
    if (taskQueues.isEmpty() || taskQueues.size() > MAX_QUEUES) {
      throw new IllegalArgumentException(
          "task queues: " + taskQueues.size() + " (expected: 1 to " + MAX_QUEUES + ")");
    }
    taskQueues.forEach(queue -> requireExact("task queue", queue));
    if (taskQueues.stream().distinct().count() != taskQueues.size()) {
      throw new IllegalArgumentException("task queues: one is repeated (expected: each once)");
    }
  }

  /**
   * Whether the workflow or one of its activities may run on the queue; names compare byte for
   * byte.
   */
  public boolean permitsQueue(String taskQueue) {
    return taskQueues.contains(taskQueue);
  }

  private static void requireExact(String what, String value) {
    Names.require(what, value, Names.TEMPORAL, MAX_NAME);
    if (value.indexOf('*') >= 0) {
      throw new IllegalArgumentException(what + ": a wildcard (expected: one exact name)");
    }
  }
}
