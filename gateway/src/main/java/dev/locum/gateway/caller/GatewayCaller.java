package dev.locum.gateway.caller;

import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.Map;
import java.util.Optional;

/**
 * A workload that has proven itself, and what it may touch. Immutable; made by what authenticates
 * connections and by nothing else.
 *
 * @param workload which workload it is
 * @param role what it does at Temporal
 * @param tenant whose it is; empty for a workload of the platform
 * @param provenBy how it proved itself
 * @param grants what it may touch, by namespace; a namespace that is not a key does not exist for
 *     it
 */
public record GatewayCaller(
    WorkloadId workload,
    CallerRole role,
    Optional<TenantId> tenant,
    CredentialKind provenBy,
    Map<String, NamespaceGrant> grants) {

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if a worker or starter has no tenant
   */
  public GatewayCaller {
    grants = Map.copyOf(grants);
    boolean needsTenant = role == CallerRole.WORKER || role == CallerRole.STARTER;
    if (needsTenant && tenant.isEmpty()) {
      throw new IllegalArgumentException("tenant: absent (expected: the " + role + "'s)");
    }
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
