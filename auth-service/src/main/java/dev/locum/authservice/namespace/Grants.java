package dev.locum.authservice.namespace;

import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a workload may touch at Temporal. It follows from what is registered anyway and is kept
 * nowhere: a worker serves its queues, a starter may use its tenant's, a trigger those of all
 * enabled routes; the types that a client may start are those of routes. An operator has every
 * namespace.
 */
public final class Grants {

  /** Any workflow type: a tenant's workers start their own children, on their own queues. */
  private static final String ANY = "*";

  private Grants() {}

  /**
   * The grants of a workload; none for a kind that has no business at Temporal. A namespace that is
   * not registered, or in which the workload may touch nothing, is not among them.
   */
  public static List<Grant> of(Transaction tx, Workload workload) {
    return Namespaces.list(tx).stream()
        .map(namespace -> of(tx, workload, namespace))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Grant> of(Transaction tx, Workload workload, Namespace namespace) {
    return switch (workload.kind()) {
      case WORKER -> ofTenant(workload, namespace, queuesOf(workload, namespace), Set.of(ANY));
      case STARTER ->
          ofTenant(
              workload,
              namespace,
              ownedQueues(tx, workload, namespace),
              types(Rules.routes(tx, workload.tenant().orElseThrow()), namespace));
      case TRIGGER -> ofTrigger(tx, namespace);
      case OPERATOR -> Optional.of(new Grant(namespace, Set.of(), Set.of(), ""));
      case DOWNSTREAM, GATEWAY -> Optional.empty();
    };
  }

  private static Optional<Grant> ofTenant(
      Workload workload, Namespace namespace, Set<String> queues, Set<String> types) {
    TenantId tenant = workload.tenant().orElseThrow();
    if (!namespace.isOpenTo(tenant) || queues.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Grant(namespace, queues, types, namespace.isShared() ? tenant.idPrefix() : ""));
  }

  private static Set<String> queuesOf(Workload workload, Namespace namespace) {
    return workload.taskQueues().stream()
        .filter(queue -> queue.namespace().equals(namespace.name()))
        .map(TaskQueue::name)
        .collect(Collectors.toSet());
  }

  private static Set<String> ownedQueues(Transaction tx, Workload workload, Namespace namespace) {
    return Workloads.queuesOf(tx, workload.tenant().orElseThrow()).stream()
        .filter(queue -> queue.namespace().equals(namespace.name()))
        .map(TaskQueue::name)
        .collect(Collectors.toSet());
  }

  private static Optional<Grant> ofTrigger(Transaction tx, Namespace namespace) {
    List<Route> routes =
        Tenants.list(tx).stream()
            .filter(Predicate.not(Tenant::disabled))
            .filter(tenant -> namespace.isOpenTo(tenant.id()))
            .flatMap(tenant -> Rules.routes(tx, tenant.id()).stream())
            .filter(route -> route.namespace().equals(namespace.name()) && !route.disabled())
            .toList();
    Set<String> queues =
        routes.stream()
            .flatMap(route -> route.rule().taskQueues().stream())
            .collect(Collectors.toSet());
    return routes.isEmpty()
        ? Optional.empty()
        : Optional.of(new Grant(namespace, queues, types(routes, namespace), ""));
  }

  private static Set<String> types(List<Route> routes, Namespace namespace) {
    return routes.stream()
        .filter(route -> route.namespace().equals(namespace.name()) && !route.disabled())
        .map(Route::workflowType)
        .collect(Collectors.toSet());
  }

  /** Whether a workload of this kind may connect to the gateway at all. */
  public static boolean mayConnect(WorkloadKind kind) {
    return switch (kind) {
      case WORKER, STARTER, TRIGGER, OPERATOR -> true;
      case DOWNSTREAM, GATEWAY -> false;
    };
  }
}
