package dev.locum.policy;

import dev.locum.token.ActionSet;
import java.util.Set;

/**
 * What a tenant's admin grants to whoever has a role: its actions, on its routes. Exact names; no
 * wildcard, no inheritance.
 *
 * @param routes the routes that it may start; one that does not exist grants nothing
 * @param actions what it may permit on those routes; one that a route lacks grants nothing
 * @param managesWork whether it may follow, signal and cancel every work of the tenant
 */
public record RoleGrant(Set<RouteName> routes, ActionSet actions, boolean managesWork) {

  /** Copies the routes. */
  public RoleGrant {
    routes = Set.copyOf(routes);
  }
}
