package dev.locum.policy;

import dev.locum.token.ActionSet;
import java.time.Duration;
import java.util.List;

/**
 * What an allowed request is allowed, and no more: whoever acts on the decision must keep to it.
 *
 * @param actions what the delegation may permit; at least one
 * @param compensations those of the route whose both actions are permitted
 * @param taskQueues where the workflow may run; the first is where it starts
 * @param lifetime the absolute life of the delegation
 * @param limits the other limits of the route
 */
public record Obligations(
    ActionSet actions,
    List<Compensation> compensations,
    List<String> taskQueues,
    Duration lifetime,
    RouteLimits limits) {

  /** Copies the lists. */
  public Obligations {
    compensations = List.copyOf(compensations);
    taskQueues = List.copyOf(taskQueues);
  }
}
