package dev.locum.authservice.client;

import java.util.regex.Pattern;

/**
 * The name of a registered client: {@code client_id} (RFC 6749 §2.2). It is also the name of no
 * workload, so that a client can never be taken for one.
 *
 * @param value {@code [a-z][a-z0-9-]{0,62}}, and not {@code locum-…}, which is kept for what is
 *     built in
 */
public record ClientId(String value) {

  private static final Pattern FORM = Pattern.compile("(?!locum-)[a-z][a-z0-9-]{0,62}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public ClientId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "client id: refused (expected: [a-z][a-z0-9-]{0,62}, not locum-…)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
