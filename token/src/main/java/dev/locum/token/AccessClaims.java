package dev.locum.token;

import java.util.Set;

/**
 * What an access token says: who the user is. Used at the trigger and the console, never by a
 * worker.
 *
 * @param subject {@code sub}
 * @param tenant {@code tenant}
 * @param clientId {@code client_id}: the client through which the user logged in
 * @param audience {@code aud}, exactly one
 * @param roles {@code roles}: at most 64 role names of the tenant
 * @param session {@code sid}
 */
public record AccessClaims(
    Subject subject,
    TenantId tenant,
    String clientId,
    Audience audience,
    Set<String> roles,
    SessionId session) {

  private static final int MAX_ROLES = 64;

  /**
   * Checks the form; the roles are copied.
   *
   * @throws IllegalArgumentException if there are too many roles or a name has not the form of an
   *     id
   */
  public AccessClaims {
    Names.require("client id", clientId, Names.ID, 255);
    roles = Set.copyOf(roles);
    if (roles.size() > MAX_ROLES) {
      throw new IllegalArgumentException(
          "roles: " + roles.size() + " (expected: at most " + MAX_ROLES + ")");
    }
    roles.forEach(role -> Names.require("role", role, Names.ID, 63));
  }
}
