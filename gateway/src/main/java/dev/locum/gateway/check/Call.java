package dev.locum.gateway.check;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.seal.OpenedTask;
import dev.locum.temporalapi.common.v1.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call within a namespace that was granted. Immutable.
 *
 * @param caller who calls
 * @param method what is called
 * @param grant what the caller may touch in the namespace
 * @param task the task that is answered; empty for all other calls
 */
public record Call(
    GatewayCaller caller, MethodEntry method, NamespaceGrant grant, Optional<OpenedTask> task) {

  private static final String SYSTEM = "temporal-sys";

  /** The namespace. */
  public String namespace() {
    return grant.namespace();
  }

  /** The tenant; empty for a workload of the platform. */
  public String tenant() {
    return caller.tenantName();
  }

  /** Whether other tenants have work in the namespace and the caller is one of the tenants. */
  public boolean isOneOfMany() {
    return grant.layout() == Layout.SHARED && caller.tenant().isPresent();
  }

  /**
   * Whether an id is the caller's own; never for an empty one, nor for one of the workflows that
   * Temporal keeps schedules and deployments in: a signal to those would change what they start.
   */
  public boolean owns(String id) {
    return grant.ownsId(id) && !id.startsWith(SYSTEM);
  }

  /**
   * Whether a worker deployment, or a version of it, is the caller's own. Temporal takes no dot in
   * such a name, so that among many tenants it begins with the tenant's name and {@code _}, which
   * no tenant's name holds.
   */
  public boolean ownsDeployment(String name) {
    String ids = grant.idPrefix();
    String own = ids.endsWith(".") ? ids.substring(0, ids.length() - 1) + "_" : ids;
    return !name.isEmpty() && name.startsWith(own);
  }

  /** Whether the caller may name the queue; operators may name all but Temporal's and ours. */
  public boolean mayUseQueue(String name) {
    return !QueueNames.isReserved(name)
        && (caller.role() == CallerRole.OPERATOR || grant.hasQueue(name));
  }

  /** Whether a workflow of the caller's may have a child on the queue. */
  boolean mayHaveChildOn(String name) {
    return mayUseQueue(name) || (!QueueNames.isReserved(name) && grant.hasChildQueue(name));
  }

  /**
   * The same call by the worker that its caller is too; empty if it is none, or works nowhere in
   * this namespace.
   */
  public Optional<Call> asWorker() {
    return caller
        .as(CallerRole.WORKER)
        .flatMap(worker ->
            worker
                .grant(namespace())
                .filter(own -> own.layout() == grant.layout())
                .filter(own -> own.idPrefix().equals(grant.idPrefix()))
                .map(own -> new Call(worker, method, own, task)));
  }

  /** The delegation that the namespace asks for; none where it ignores them. */
  public List<DelegationNeed> needs(
      DelegationNeed.Place place, Header header, DelegationNeed.Target target) {
    return grant.delegations() == DelegationRule.IGNORED
        ? List.of()
        : List.of(
            new DelegationNeed(
                caller.role(),
                place,
                grant.delegations() == DelegationRule.REQUIRED,
                header,
                target));
  }

  /** A target of which no more than the workflow is known. */
  public DelegationNeed.Target workflow(String workflowId, String runId) {
    return new DelegationNeed.Target(namespace(), "", workflowId, runId, "", "", "", "");
  }

  /** A target that is about to be started. */
  public DelegationNeed.Target start(String type, String workflowId, String taskQueue) {
    return new DelegationNeed.Target(namespace(), type, workflowId, "", "", taskQueue, "", "");
  }

  /** Both lists. */
  public static List<DelegationNeed> join(List<DelegationNeed> one, List<DelegationNeed> other) {
    if (one.isEmpty()) {
      return other;
    }
    List<DelegationNeed> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }
}
