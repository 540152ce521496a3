package dev.locum.testkit.auth;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A route that the fake auth service knows.
 *
 * @param name its name in the tenant
 * @param workflowType the workflow type; the namespace is {@code default}
 * @param taskQueues its queues; the first is the default
 * @param actions the actions that it may permit
 * @param compensations compensation to what it undoes
 * @param limit absolute life of a delegation
 */
public record FakeRoute(
    String name,
    String workflowType,
    List<String> taskQueues,
    List<String> actions,
    Map<String, String> compensations,
    Duration limit) {

  public FakeRoute {
    taskQueues = List.copyOf(taskQueues);
    actions = List.copyOf(actions);
    compensations = Map.copyOf(compensations);
  }

  /** The route {@code trip} of the demo, on one queue, for an hour. */
  public static FakeRoute trip(String taskQueue) {
    return new FakeRoute(
        "trip",
        "TripWorkflow",
        List.of(taskQueue),
        List.of(
            "fleet.reserve",
            "trip.record",
            "trip.end",
            "billing.open",
            "billing.charge",
            "billing.settle"),
        Map.of(
            "fleet.release", "fleet.reserve",
            "trip.cancel", "trip.record",
            "billing.void", "billing.open",
            "billing.refund", "billing.charge"),
        Duration.ofHours(1));
  }
}
