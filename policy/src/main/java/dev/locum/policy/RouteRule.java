package dev.locum.policy;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a route allows at most, whoever asks.
 *
 * @param actions every action that its workflow may take, compensations included
 * @param compensations which of them undo which; a compensation is never itself undone
 * @param taskQueues where its workflow may start; the first is the default
 * @param limits how long what is issued for it may live
 */
public record RouteRule(
    ActionSet actions,
    List<Compensation> compensations,
    List<String> taskQueues,
    RouteLimits limits) {

  /**
   * Checks that the compensations are about the route's actions.
   *
   * @throws IllegalArgumentException if a compensation names another action, is repeated or is
   *     itself undone, or there is no task queue
   */
  public RouteRule {
    compensations = List.copyOf(compensations);
    taskQueues = List.copyOf(taskQueues);
    if (taskQueues.isEmpty()) {
      throw new IllegalArgumentException("task queues: none (expected: at least one)");
    }
    Set<Action> undoing =
        compensations.stream().map(Compensation::action).collect(Collectors.toSet());
    for (Compensation compensation : compensations) {
      if (!actions.contains(compensation.action()) || !actions.contains(compensation.undoes())) {
        throw new IllegalArgumentException(
            "compensation: " + compensation.action() + " (expected: both of the route's actions)");
      }
      if (undoing.contains(compensation.undoes())) {
        throw new IllegalArgumentException(
            "compensation: undoes " + compensation.undoes() + " (expected: a forward action)");
      }
    }
    if (new HashSet<>(compensations).size() != compensations.size()) {
      throw new IllegalArgumentException("compensations: one is repeated (expected: each once)");
    }
  }
}
