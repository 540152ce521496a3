package dev.locum.gateway.seal;

/**
 * Whose a task is, as Temporal's answer told it; what is not known is empty. It travels inside the
 * sealed token, so that the answer to a task can be judged without asking anybody.
 *
 * @param tenant the tenant
 * @param namespace the namespace
 * @param taskQueue the queue of the workflow, or of the activity
 * @param workflowId the workflow
 * @param runId its run
 * @param workflowType its type
 * @param attempt which attempt it is, from 1; 0: not known
 */
public record TaskBinding(
    String tenant,
    String namespace,
    String taskQueue,
    String workflowId,
    String runId,
    String workflowType,
    int attempt) {}
