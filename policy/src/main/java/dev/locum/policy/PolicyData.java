package dev.locum.policy;

import dev.locum.token.TenantId;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the built-in policy decides by, as of one moment. Immutable.
 *
 * @param tenants by id; a disabled tenant is left out
 */
public record PolicyData(Map<TenantId, TenantPolicy> tenants) {

  /** Copies the map. */
  public PolicyData {
    tenants = Map.copyOf(tenants);
  }

  /** The rules of one tenant and no other. */
  public static PolicyData of(TenantId tenant, TenantPolicy policy) {
    return new PolicyData(Map.of(tenant, policy));
  }

  Optional<TenantPolicy> of(TenantId tenant) {
    return Optional.ofNullable(tenants.get(tenant));
  }
}
