package dev.locum.worker.context;

import dev.locum.token.Subject;
import dev.locum.token.TenantId;

/**
 * For whom work is done: the user who asked and their tenant. Both are opaque ids, never names or
 * addresses.
 *
 * @param userId the {@code sub} of the delegation, 1 to 255 characters out of {@code
 *     [A-Za-z0-9._:-]}
 * @param tenantId the tenant, a lower-case label {@code [a-z][a-z0-9-]{0,62}}
 */
public record Principal(String userId, String tenantId) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if one has not the form above
   */
  public Principal {
    userId = new Subject(userId).value();
    tenantId = new TenantId(tenantId).value();
  }
}
