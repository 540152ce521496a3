package dev.locum.policy;

import java.util.Map;

/**
 * The rules of one tenant.
 *
 * @param roles by name
 * @param routes by name; a disabled route is left out
 */
public record TenantPolicy(Map<String, RoleGrant> roles, Map<RouteName, RouteRule> routes) {

  /** Copies the maps. */
  public TenantPolicy {
    roles = Map.copyOf(roles);
    routes = Map.copyOf(routes);
  }
}
