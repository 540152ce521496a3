package dev.locum.authservice.namespace;

import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a workload may touch at Temporal. It follows from what is registered anyway and is kept
 * nowhere: a worker serves its queues, a starter may use its tenant's, a trigger those of all
 * enabled routes; the types that a client may start are those of routes. An operator who
 * administers the platform has every namespace.
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
    return switch (workload.kind()) {
      case WORKER -> ofWorker(tx, workload);
      case STARTER -> ofStarter(tx, workload.tenant().orElseThrow());
      case TRIGGER -> ofTrigger(tx);
      case OPERATOR -> ofOperator(tx, workload);
      case DOWNSTREAM, GATEWAY -> List.of();
    };
  }

  /** What a worker may touch that starts work as well, where it does; none for everybody else. */
  public static List<Grant> ofStartingWorker(Transaction tx, Workload workload) {
    return workload.startsWork() ? ofStarter(tx, workload.tenant().orElseThrow()) : List.of();
  }

  private static List<Grant> ofOperator(Transaction tx, Workload operator) {
    return administersPlatform(operator)
        ? ofEach(tx, namespace -> Optional.of(new Grant(namespace, Set.of(), Set.of(), "")))
        : List.of();
  }

  private static List<Grant> ofEach(Transaction tx, Function<Namespace, Optional<Grant>> rule) {
    return Namespaces.list(tx).stream().map(rule).flatMap(Optional::stream).toList();
  }

  private static List<Grant> ofWorker(Transaction tx, Workload worker) {
    TenantId tenant = worker.tenant().orElseThrow();
    List<Route> routes =
        Rules.routes(tx, tenant).stream().filter(Predicate.not(Route::disabled)).toList();
    List<TaskQueue> ofTenant = Workloads.queuesOf(tx, tenant);
    return ofEach(
        tx,
        namespace ->
            ofTenant(tenant, namespace, worker.taskQueues(), Set.of(ANY))
                .map(grant ->
                    namespace.delegations() == DelegationRule.REQUIRED
                        ? withChildren(
                            grant, routesIn(namespace, routes), named(namespace, ofTenant))
                        : grant));
  }

  /**
   * A child may be on another pool's queue where the route that its parent was started by names
   * both: there a narrower delegation reaches. Only where delegations are required: elsewhere
   * nothing narrows what is started there. A queue of nobody's, or of another tenant's, is none.
   */
  private static Grant withChildren(Grant grant, List<Route> routes, Set<String> ofTenant) {
    Set<String> children =
        routes.stream()
            .map(route -> Set.copyOf(route.rule().taskQueues()))
            .filter(queues -> queues.stream().anyMatch(grant.taskQueues()::contains))
            .flatMap(Set::stream)
            .filter(ofTenant::contains)
            .filter(Predicate.not(grant.taskQueues()::contains))
            .collect(Collectors.toSet());
    return new Grant(
        grant.namespace(), grant.taskQueues(), grant.workflowTypes(), children, grant.idPrefix());
  }

  private static Set<String> named(Namespace namespace, List<TaskQueue> queues) {
    return queues.stream()
        .filter(queue -> queue.namespace().equals(namespace.name()))
        .map(TaskQueue::name)
        .collect(Collectors.toSet());
  }

  private static List<Grant> ofStarter(Transaction tx, TenantId tenant) {
    List<TaskQueue> queues = Workloads.queuesOf(tx, tenant);
    List<Route> routes =
        Rules.routes(tx, tenant).stream().filter(Predicate.not(Route::disabled)).toList();
    return ofEach(
        tx, namespace -> ofTenant(tenant, namespace, queues, typesOf(routesIn(namespace, routes))));
  }

  private static Optional<Grant> ofTenant(
      TenantId tenant, Namespace namespace, List<TaskQueue> queues, Set<String> types) {
    Set<String> own = named(namespace, queues);
    if (!namespace.isOpenTo(tenant) || own.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Grant(namespace, own, types, namespace.isShared() ? tenant.idPrefix() : ""));
  }

  private static List<Grant> ofTrigger(Transaction tx) {
    List<Route> enabled = Rules.enabledRoutes(tx);
    return ofEach(
        tx,
        namespace -> {
          List<Route> routes = routesIn(namespace, enabled);
          return routes.isEmpty()
              ? Optional.empty()
              : Optional.of(new Grant(namespace, queuesOf(routes), typesOf(routes), ""));
        });
  }

  private static List<Route> routesIn(Namespace namespace, List<Route> routes) {
    return routes.stream()
        .filter(route -> route.namespace().equals(namespace.name()))
        .filter(route -> namespace.isOpenTo(route.tenant()))
        .toList();
  }

  private static Set<String> queuesOf(List<Route> routes) {
    return routes.stream()
        .flatMap(route -> route.rule().taskQueues().stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> typesOf(List<Route> routes) {
    return routes.stream().map(Route::workflowType).collect(Collectors.toSet());
  }

  /** Whoever only sees or takes away, or administers one tenant, has no business in Temporal. */
  private static boolean administersPlatform(Workload operator) {
    return operator.tenant().isEmpty()
        && operator.administratorRoles().stream()
            .anyMatch(role ->
                role == AdministratorRole.OPERATOR || role == AdministratorRole.ADMINISTRATOR);
  }

  /** Whether this workload may connect to the gateway at all. */
  public static boolean mayConnect(Workload workload) {
    return switch (workload.kind()) {
      case WORKER, STARTER, TRIGGER -> true;
      case OPERATOR -> administersPlatform(workload);
      case DOWNSTREAM, GATEWAY -> false;
    };
  }
}
