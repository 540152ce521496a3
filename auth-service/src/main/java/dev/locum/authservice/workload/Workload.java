package dev.locum.authservice.workload;

import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A registered workload.
 *
 * @param id its name, which never changes
 * @param kind what it is for
 * @param tenant whose it is; a worker and a starter have one, a trigger and a gateway none; an
 *     operator with one administers that tenant alone
 * @param taskQueues the queues that a worker serves, all owned by its tenant
 * @param disabled whether its credentials count no more
 * @param credentials what it may prove itself with
 * @param serviceAudiences the services, beside the auth service, for which it may get service
 *     tokens
 * @param downstream the audience that a downstream answers to
 * @param administratorRoles what an operator may administer; nobody else has any
 * @param startsWork whether a worker may start work of its tenant as well, as a starter may
 */
public record Workload(
    WorkloadId id,
    WorkloadKind kind,
    Optional<TenantId> tenant,
    List<TaskQueue> taskQueues,
    boolean disabled,
    WorkloadCredentials credentials,
    List<Audience> serviceAudiences,
    Optional<Audience> downstream,
    Set<AdministratorRole> administratorRoles,
    boolean startsWork) {

  /**
   * Checks that the parts fit the kind.
   *
   * @throws IllegalArgumentException if a worker or starter has no tenant, another kind than a
   *     worker has queues or starts work as well, a trigger or gateway a tenant, or a downstream no
   *     name
   */
  public Workload {
    taskQueues = List.copyOf(taskQueues);
    serviceAudiences = List.copyOf(serviceAudiences);
    administratorRoles = Set.copyOf(administratorRoles);
    boolean isTenants = kind == WorkloadKind.WORKER || kind == WorkloadKind.STARTER;
    require(
        !isTenants || tenant.isPresent(), "tenant: absent (expected: the worker's or starter's)");
    require(
        kind == WorkloadKind.WORKER || taskQueues.isEmpty(),
        "task queues: given (expected: a worker's only)");
    require(
        isTenants
            || kind == WorkloadKind.DOWNSTREAM
            || kind == WorkloadKind.OPERATOR
            || tenant.isEmpty(),
        "tenant: given (expected: none for this kind)");
    require(
        (kind == WorkloadKind.DOWNSTREAM) == downstream.isPresent(),
        "downstream: expected exactly for the kind DOWNSTREAM");
    require(
        (kind == WorkloadKind.OPERATOR) != administratorRoles.isEmpty(),
        "administrator roles: expected exactly for the kind OPERATOR, at least one");
    require(
        kind == WorkloadKind.WORKER || !startsWork,
        "starts work: given (expected: a worker's only; a starter does anyway)");
  }

  /** One that starts no work beside its kind. */
  public Workload(
      WorkloadId id,
      WorkloadKind kind,
      Optional<TenantId> tenant,
      List<TaskQueue> taskQueues,
      boolean disabled,
      WorkloadCredentials credentials,
      List<Audience> serviceAudiences,
      Optional<Audience> downstream,
      Set<AdministratorRole> administratorRoles) {
    this(
        id,
        kind,
        tenant,
        taskQueues,
        disabled,
        credentials,
        serviceAudiences,
        downstream,
        administratorRoles,
        false);
  }

  /** One without administrator roles; so no operator. */
  public Workload(
      WorkloadId id,
      WorkloadKind kind,
      Optional<TenantId> tenant,
      List<TaskQueue> taskQueues,
      boolean disabled,
      WorkloadCredentials credentials,
      List<Audience> serviceAudiences,
      Optional<Audience> downstream) {
    this(
        id,
        kind,
        tenant,
        taskQueues,
        disabled,
        credentials,
        serviceAudiences,
        downstream,
        Set.of());
  }

  /** The same, disabled or not. */
  public Workload withDisabled(boolean isDisabled) {
    return with(isDisabled, startsWork);
  }

  /** The same, and it may start work as well, or not. */
  public Workload withStartsWork(boolean starts) {
    return with(disabled, starts);
  }

  private Workload with(boolean isDisabled, boolean starts) {
    return new Workload(
        id,
        kind,
        tenant,
        taskQueues,
        isDisabled,
        credentials,
        serviceAudiences,
        downstream,
        administratorRoles,
        starts);
  }

  /** Whether it may call as a starter of its tenant. */
  public boolean isStarter() {
    return kind == WorkloadKind.STARTER || startsWork;
  }

  /** Whether it is a worker that serves this queue. */
  public boolean servesQueue(String namespace, String name) {
    return taskQueues.stream()
        .anyMatch(queue -> queue.namespace().equals(namespace) && queue.name().equals(name));
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
