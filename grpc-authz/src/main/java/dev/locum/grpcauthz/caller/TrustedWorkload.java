package dev.locum.grpcauthz.caller;

import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.HashSet;
import java.util.Set;

/**
 * A workload that a service trusts, and for what. Its rights are these, never what its token says
 * of them (H2): a workload whose key is stolen gains nothing but what stands here.
 *
 * @param workload who
 * @param tenants the tenants whose users it may act for (S2-22); empty: it may not forward an
 *     identity
 * @param roles its roles when it calls for itself
 * @param actions what it may do here, for itself and at most on behalf of a user
 */
public record TrustedWorkload(
    WorkloadId workload, Set<TenantId> tenants, Set<String> roles, ActionSet actions) {

  /** Copies the sets. */
  public TrustedWorkload {
    tenants = Set.copyOf(tenants);
    roles = Set.copyOf(roles);
  }

  /** A workload that is known and may do nothing yet. */
  public static TrustedWorkload of(WorkloadId workload) {
    return new TrustedWorkload(workload, Set.of(), Set.of(), ActionSet.empty());
  }

  /** The same, who may also act for users of this tenant. */
  public TrustedWorkload onBehalfOf(TenantId tenant) {
    Set<TenantId> more = new HashSet<>(tenants);
    more.add(tenant);
    return new TrustedWorkload(workload, more, roles, actions);
  }

  /** The same with these roles. */
  public TrustedWorkload withRoles(Set<String> roles) {
    return new TrustedWorkload(workload, tenants, roles, actions);
  }

  /** The same with these actions. */
  public TrustedWorkload withActions(ActionSet actions) {
    return new TrustedWorkload(workload, tenants, roles, actions);
  }
}
