package dev.locum.authservice.user;

import dev.locum.token.TenantId;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an operator says a user is to be; the subject is not theirs to choose.
 *
 * @param tenant the tenant
 * @param name the login name
 * @param roles at most 64 role names out of {@code [A-Za-z0-9._:-]}, each at most 63 characters
 * @param disabled whether to lock the user out; it ends their sessions for good
 */
public record UserSpec(TenantId tenant, UserName name, Set<String> roles, boolean disabled) {

  private static final int MAX_ROLES = 64;
  private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9._:-]{1,63}");

  /**
   * Checks the roles and copies them.
   *
   * @throws IllegalArgumentException if there are too many or one has not the form above
   */
  public UserSpec {
    roles = Set.copyOf(roles);
    if (roles.size() > MAX_ROLES) {
      throw new IllegalArgumentException(
          "roles: " + roles.size() + " (expected: at most " + MAX_ROLES + ")");
    }
    if (!roles.stream().allMatch(role -> ROLE.matcher(role).matches())) {
      throw new IllegalArgumentException("role: refused (expected: " + ROLE.pattern() + ")");
    }
  }
}
