package dev.locum.policy;

import java.util.regex.Pattern;

/**
 * Names a route of a tenant: what a user asks for at the trigger.
 *
 * @param value a lower-case label, {@code [a-z][a-z0-9-]{0,62}}
 */
public record RouteName(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public RouteName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("route: another form (expected: " + FORM.pattern() + ")");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
