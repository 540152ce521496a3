package dev.locum.policy;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The policy of the demo world: two tenants, one route each, riders who may and viewers who may
 * not.
 */
final class DemoPolicy {

  static final RouteName TRIP = new RouteName("trip");
  static final ActionSet ACTIONS =
      ActionSet.ofNames(
          "fleet.reserve",
          "fleet.release",
          "trip.record",
          "trip.end",
          "trip.cancel",
          "billing.open",
          "billing.charge",
          "billing.settle",
          "billing.void",
          "billing.refund");
  static final List<Compensation> COMPENSATIONS =
      List.of(
          compensation("fleet.release", "fleet.reserve"),
          compensation("trip.cancel", "trip.record"),
          compensation("billing.void", "billing.open"),
          compensation("billing.refund", "billing.charge"));

  private DemoPolicy() {}

  static Compensation compensation(String action, String undoes) {
    return new Compensation(new Action(action), new Action(undoes));
  }

  static PolicyData data() {
    return new PolicyData(
        Map.of(
            new TenantId("alice"), tenant("queue-alice"),
            new TenantId("bob"), tenant("queue-bob")));
  }

  private static TenantPolicy tenant(String queue) {
    return new TenantPolicy(
        Map.of(
            "rider", new RoleGrant(Set.of(TRIP), ACTIONS, false),
            "viewer", new RoleGrant(Set.of(TRIP), ActionSet.empty(), false),
            "dispatcher", new RoleGrant(Set.of(), ActionSet.empty(), true)),
        Map.of(TRIP, route(queue)));
  }

  static RouteRule route(String queue) {
    return new RouteRule(
        ACTIONS,
        COMPENSATIONS,
        List.of(queue, queue + "-slow"),
        RouteLimits.of(Duration.ofDays(1)));
  }
}
