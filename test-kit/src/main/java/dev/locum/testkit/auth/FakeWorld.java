package dev.locum.testkit.auth;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who and what a {@link FakeAuthService} knows. Of roles there is one rule: who is {@code rider}
 * may use every route and action of the tenant, nobody else may use any.
 */
public final class FakeWorld {

  static final String RIDER = "rider";

  private final Map<String, FakeWorkload> workloads = new ConcurrentHashMap<>();
  private final Map<String, FakeRoute> routes = new ConcurrentHashMap<>();
  private final Map<String, String> certificates = new ConcurrentHashMap<>();
  private final Map<String, FakeNamespace> namespaces = new ConcurrentHashMap<>();
  private final Set<String> disabled = ConcurrentHashMap.newKeySet();
  private final Set<String> starting = ConcurrentHashMap.newKeySet();

  private FakeWorld() {}

  /** A world in which nobody is known. */
  public static FakeWorld empty() {
    return new FakeWorld();
  }

  /**
   * The world of the demo: {@code trigger}; {@code alice-worker} on {@code queue-alice}, {@code
   * bob-worker} on {@code queue-bob}; the downstreams {@code trip}, {@code fleet}, {@code billing};
   * {@code operator}; {@code gateway}; the namespace {@code default}, shared; the route {@code
   * trip} of both tenants.
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
        .with(FakeWorkload.gateway("gateway"))
        .with(FakeNamespace.shared("default"))
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

  /** Adds the namespace or replaces the one of its name. */
  public FakeWorld with(FakeNamespace namespace) {
    namespaces.put(namespace.name(), namespace);
    return this;
  }

  /** Registers a certificate's thumbprint or a SPIFFE id for a workload. */
  public FakeWorld withCertificate(String workload, String thumbprintOrSpiffeId) {
    certificates.put(thumbprintOrSpiffeId, workload);
    return this;
  }

  /** Disables a workload: it proves nothing any more. */
  public FakeWorld disable(String workload) {
    disabled.add(workload);
    return this;
  }

  /** Enables a workload again. */
  public FakeWorld enable(String workload) {
    disabled.remove(workload);
    return this;
  }

  /** Lets a worker start work of its tenant as well, on every queue of its routes. */
  public FakeWorld letStartWork(String worker) {
    starting.add(worker);
    return this;
  }

  /** Lets a worker start work no more. */
  public FakeWorld letNotStartWork(String worker) {
    starting.remove(worker);
    return this;
  }

  boolean startsWork(FakeWorkload workload) {
    return starting.contains(workload.id());
  }

  Optional<FakeWorkload> withCertificate(String thumbprintOrSpiffeId) {
    return Optional.ofNullable(certificates.get(thumbprintOrSpiffeId)).map(this::workload);
  }

  List<FakeNamespace> namespaces() {
    return List.copyOf(namespaces.values());
  }

  /** Workflow types that the tenant's routes start; those of every tenant if it is empty. */
  List<String> workflowTypes(String tenant) {
    return routes.entrySet().stream()
        .filter(route -> tenant.isEmpty() || route.getKey().startsWith(tenant + "/"))
        .map(route -> route.getValue().workflowType())
        .distinct()
        .toList();
  }

  /** Queues that the tenant's routes start on; those of every tenant if it is empty. */
  List<String> taskQueues(String tenant) {
    return routes.entrySet().stream()
        .filter(route -> tenant.isEmpty() || route.getKey().startsWith(tenant + "/"))
        .flatMap(route -> route.getValue().taskQueues().stream())
        .distinct()
        .toList();
  }

  boolean isDisabled(FakeWorkload workload) {
    return disabled.contains(workload.id());
  }

  Optional<FakeWorkload> known(String id) {
    return Optional.ofNullable(workloads.get(id));
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
