package dev.locum.authservice.user;

import java.util.regex.Pattern;

/**
 * The name by which a user logs in; unique in the tenant. It is not the subject: tokens never carry
 * it.
 *
 * @param value {@code [a-z0-9][a-z0-9._-]{0,62}}
 */
public record UserName(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above; the message does not
   *     show it
   */
  public UserName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("user name: refused (expected: " + FORM.pattern() + ")");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
