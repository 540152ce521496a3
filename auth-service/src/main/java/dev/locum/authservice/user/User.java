package dev.locum.authservice.user;

import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import java.util.Set;

/**
 * A user as the store knows them now.
 *
 * @param subject the {@code sub} of their tokens: opaque, given once, never reused
 * @param tenant the one tenant to which they belong
 * @param name the login name, unique in the tenant
 * @param roles role names of the tenant; empty: no rights
 * @param disabled whether they are locked out; their sessions have ended then
 */
public record User(
    Subject subject, TenantId tenant, UserName name, Set<String> roles, boolean disabled) {

  /** Copies the roles. */
  public User {
    roles = Set.copyOf(roles);
  }
}
