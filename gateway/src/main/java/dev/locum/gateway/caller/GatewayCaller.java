package dev.locum.gateway.caller;

import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.Map;
import java.util.Optional;

/**
 * A workload that has proven itself, in one of its roles, and what it may touch. Immutable; made by
 * what authenticates connections and by nothing else.
 *
 * @param workload which workload it is
 * @param role what it does at Temporal
 * @param tenant whose it is; empty for a workload of the platform
 * @param provenBy how it proved itself
 * @param grants what it may touch in that role, by namespace; a namespace that is not a key does
 *     not exist for it
 * @param otherGrants what it may touch in its other role, where it has two: a worker that may start
 *     work as well is a starter too; empty: it has this role alone
 */
public record GatewayCaller(
    WorkloadId workload,
    CallerRole role,
    Optional<TenantId> tenant,
    CredentialKind provenBy,
    Map<String, NamespaceGrant> grants,
    Map<String, NamespaceGrant> otherGrants) {

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if a worker or starter has no tenant, or somebody else two
   *     roles
   */
  public GatewayCaller {
    grants = Map.copyOf(grants);
    otherGrants = Map.copyOf(otherGrants);
    boolean isTenants = role == CallerRole.WORKER || role == CallerRole.STARTER;
    if (isTenants && tenant.isEmpty()) {
      throw new IllegalArgumentException("tenant: absent (expected: the " + role + "'s)");
    }
    if (!isTenants && !otherGrants.isEmpty()) {
      throw new IllegalArgumentException("other grants: given (expected: none of a " + role + ")");
    }
  }

  /** A caller of one role. */
  public GatewayCaller(
      WorkloadId workload,
      CallerRole role,
      Optional<TenantId> tenant,
      CredentialKind provenBy,
      Map<String, NamespaceGrant> grants) {
    this(workload, role, tenant, provenBy, grants, Map.of());
  }

  /** Whether it is a worker and a starter in one. */
  public boolean hasTwoRoles() {
    return !otherGrants.isEmpty();
  }

  /** The same workload in that role; empty if the role is none of its. */
  public Optional<GatewayCaller> as(CallerRole wanted) {
    if (wanted == role) {
      return Optional.of(this);
    }
    boolean isOther =
        hasTwoRoles() && (wanted == CallerRole.WORKER || wanted == CallerRole.STARTER);
    return isOther
        ? Optional.of(new GatewayCaller(workload, wanted, tenant, provenBy, otherGrants, grants))
        : Optional.empty();
  }

  /** The tenant's name; empty for a workload of the platform. */
  public String tenantName() {
    return tenant.map(TenantId::value).orElse("");
  }

  /** The grant for a namespace, if there is one and it accepts how the caller proved itself. */
  public Optional<NamespaceGrant> grant(String namespace) {
    return Optional.ofNullable(grants.get(namespace))
        .filter(grant -> grant.credentials().contains(provenBy));
  }
}
