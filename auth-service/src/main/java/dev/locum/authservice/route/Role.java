package dev.locum.authservice.route;

import dev.locum.policy.RoleGrant;
import dev.locum.token.TenantId;
import java.util.regex.Pattern;

/**
 * A role of a tenant.
 *
 * @param tenant whose
 * @param name 1 to 63 characters out of {@code [A-Za-z0-9._:-]}
 * @param grant what it grants
 */
public record Role(TenantId tenant, String name, RoleGrant grant) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,63}");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it has not the form above
   */
  public Role {
    requireName(name);
  }

  /**
   * The name, if it is one.
   *
   * @throws IllegalArgumentException if it has not the form above
   */
  public static String requireName(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("role: another form (expected: " + FORM + ")");
    }
    return name;
  }
}
