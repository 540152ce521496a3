package dev.locum.grpcauthz.contract;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/**
 * What a caller needs beyond an identity. An empty part holds for everybody; two empty parts ask
 * for any identity.
 *
 * @param roles at least one of these
 * @param scopes every one of these; a caller with a delegation has the actions that it permits
 */
public record Requirements(Set<String> roles, Set<String> scopes) {

  /** Copies the sets. */
  public Requirements {
    roles = Set.copyOf(roles);
    scopes = Set.copyOf(scopes);
  }

  /** Whether somebody with these roles and scopes meets them. */
  public boolean areMetBy(Collection<String> heldRoles, Collection<String> heldScopes) {
    boolean roleHeld = roles.isEmpty() || !Collections.disjoint(roles, heldRoles);
    return roleHeld && heldScopes.containsAll(scopes);
  }

  /** Whether they ask for nothing but an identity. */
  public boolean isEmpty() {
    return roles.isEmpty() && scopes.isEmpty();
  }
}
