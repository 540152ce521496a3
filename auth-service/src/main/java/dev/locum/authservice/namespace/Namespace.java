package dev.locum.authservice.namespace;

import dev.locum.token.TenantId;
import java.util.Optional;
import java.util.Set;

/**
 * A Temporal namespace as the gateway enforces it.
 *
 * @param name its name in Temporal, compared byte by byte
 * @param tenant whose it is alone; empty: shared by tenants. It never changes
 * @param delegations what it asks of calls and tasks
 * @param credentials the kinds of credential that it accepts; at least one
 */
public record Namespace(
    String name,
    Optional<TenantId> tenant,
    DelegationRule delegations,
    Set<CredentialKind> credentials) {

  private static final String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{1,254}";

  /** Temporal's own namespace, which nobody reaches through the gateway. */
  private static final String SYSTEM = "temporal-system";

  /**
   * Checks the form and copies.
   *
   * @throws IllegalArgumentException if the name has another form or is Temporal's own, or no kind
   *     of credential is accepted
   */
  public Namespace {
    credentials = Set.copyOf(credentials);
    requireName(name);
    if (credentials.isEmpty()) {
      throw new IllegalArgumentException("credentials: none (expected: at least one kind)");
    }
  }

  /**
   * The name, if it can be one.
   *
   * @throws IllegalArgumentException if it has another form or is Temporal's own
   */
  public static String requireName(String name) {
    if (!name.matches(FORM) || name.equals(SYSTEM)) {
      throw new IllegalArgumentException(
          "name: refused (expected: " + FORM + ", not Temporal's own)");
    }
    return name;
  }

  /** Whether several tenants share it, told apart by queues and id prefixes. */
  public boolean isShared() {
    return tenant.isEmpty();
  }

  /** Whether somebody of this tenant may have business here. */
  boolean isOpenTo(TenantId other) {
    return tenant.isEmpty() || tenant.get().equals(other);
  }
}
