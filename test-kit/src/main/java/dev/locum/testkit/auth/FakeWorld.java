package dev.locum.testkit.auth;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who and what a {@link FakeAuthService} knows. Of roles there is one rule: who is {@code rider}
 * may use every route and action of the tenant, nobody else may use any.
 */
public final class FakeWorld {

  static final String RIDER = "rider";

  private final Map<String, FakeWorkload> workloads = new ConcurrentHashMap<>();
  private final Map<String, FakeRoute> routes = new ConcurrentHashMap<>();

  private FakeWorld() {}

  /** A world in which nobody is known. */
  public static FakeWorld empty() {
    return new FakeWorld();
  }

  /**
   * The world of the demo: {@code trigger}; {@code alice-worker} on {@code queue-alice}, {@code
   * bob-worker} on {@code queue-bob}; the downstreams {@code trip}, {@code fleet}, {@code billing};
   * {@code operator}; the route {@code trip} of both tenants.
   */
  public static FakeWorld demo() {
    return empty()
        .with(FakeWorkload.trigger("trigger"))
        .with(FakeWorkload.worker("alice-worker", "alice", "queue-alice"))
        .with(FakeWorkload.worker("bob-worker", "bob", "queue-bob"))
        .with(FakeWorkload.downstream("trip"))
        .with(FakeWorkload.downstream("fleet"))
        .with(FakeWorkload.downstream("billing"))
        .with(FakeWorkload.operator("operator"))
        .with("alice", FakeRoute.trip("queue-alice"))
        .with("bob", FakeRoute.trip("queue-bob"));
  }

  /** Adds the workload or replaces the one of its id. */
  public FakeWorld with(FakeWorkload workload) {
    workloads.put(workload.id(), workload);
    return this;
  }

  /** Adds the route to the tenant or replaces the one of its name. */
  public FakeWorld with(String tenant, FakeRoute route) {
    routes.put(tenant + "/" + route.name(), route);
    return this;
  }

  Optional<FakeWorkload> withApiKey(String apiKey) {
    return workloads.values().stream()
        .filter(workload -> workload.apiKey().equals(apiKey))
        .findAny();
  }

  FakeWorkload workload(String id) {
    FakeWorkload workload = workloads.get(id);
    if (workload == null) {
      throw new DenialException(DenialReason.CREDENTIAL_UNKNOWN, id);
    }
    return workload;
  }

  FakeRoute route(String tenant, String name) {
    FakeRoute route = routes.get(tenant + "/" + name);
    if (route == null) {
      throw new DenialException(DenialReason.ROUTE_NOT_FOUND, name);
    }
    return route;
  }
}
