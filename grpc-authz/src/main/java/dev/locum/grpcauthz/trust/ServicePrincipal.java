package dev.locum.grpcauthz.trust;

import java.util.regex.Pattern;

/**
 * The name by which a mesh or a certificate knows a service, in one of two forms: the short form of
 * a Kubernetes service account, {@code <trust domain>/ns/<namespace>/sa/<account>} with {@code
 * cluster.local} for most trust domains, or a SPIFFE ID, {@code spiffe://<trust domain>/<path>}.
 * Compared exactly; the two forms of one account are two principals.
 *
 * @param value the name
 */
public record ServicePrincipal(String value) {

  private static final int MAX_LENGTH = 2048;

  /** SPIFFE ID §2.1 and §2.2: lower-case trust domain; segments neither empty nor dots. */
  private static final Pattern SPIFFE =
      Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");

  private static final Pattern ACCOUNT =
      Pattern.compile("[a-z0-9.-]{1,253}/ns/[a-z0-9-]{1,63}/sa/[a-z0-9.-]{1,253}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has neither form
   */
  public ServicePrincipal {
    if (value.length() > MAX_LENGTH
        || !(SPIFFE.matcher(value).matches() || ACCOUNT.matcher(value).matches())) {
      throw new IllegalArgumentException(
          "principal: another form (expected: <trust domain>/ns/<namespace>/sa/<account> or"
              + " spiffe://<trust domain>/<path>)");
    }
  }

  /**
   * A SPIFFE ID.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ServicePrincipal spiffe(String id) {
    ServicePrincipal principal = new ServicePrincipal(id);
    if (!principal.isSpiffe()) {
      throw new IllegalArgumentException("principal: " + id + " (expected: a SPIFFE ID)");
    }
    return principal;
  }

  /** Whether it is a SPIFFE ID. */
  public boolean isSpiffe() {
    return value.startsWith("spiffe:");
  }

  @Override
  public String toString() {
    return value;
  }
}
