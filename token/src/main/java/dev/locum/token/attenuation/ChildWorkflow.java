package dev.locum.token.attenuation;

import java.util.Set;

/**
 * A child workflow that is to run with a token of its own.
 *
 * @param workflowType its type
 * @param workflowId its id
 * @param taskQueue where it is to run
 * @param routeQueues the queues that the tenant owns and the route names; the child's must be one
 *     of them or one of the parent's
 */
public record ChildWorkflow(
    String workflowType, String workflowId, String taskQueue, Set<String> routeQueues) {

  /** Copies the queues. */
  public ChildWorkflow {
    routeQueues = Set.copyOf(routeQueues);
  }
}
