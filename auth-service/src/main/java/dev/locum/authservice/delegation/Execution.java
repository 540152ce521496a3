package dev.locum.authservice.delegation;

/**
 * A Temporal execution as a worker describes it. Empty text: the worker cannot know it.
 *
 * @param namespace the namespace
 * @param workflowType the workflow type
 * @param workflowId the workflow id
 * @param runId the run
 * @param firstRun the first run of its chain
 * @param taskQueue the queue from which the task came
 * @param rootWorkflowId the root of its tree; empty: it is its own root
 * @param rootRun the root's run
 */
public record Execution(
    String namespace,
    String workflowType,
    String workflowId,
    String runId,
    String firstRun,
    String taskQueue,
    String rootWorkflowId,
    String rootRun) {}
