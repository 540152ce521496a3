package dev.locum.worker.workflow;

/**
 * A child that is about to start, as it goes to a local activity.
 *
 * @param workflowType its type
 * @param workflowId its workflow id
 * @param taskQueue its queue
 */
public record ChildStart(String workflowType, String workflowId, String taskQueue) {}
