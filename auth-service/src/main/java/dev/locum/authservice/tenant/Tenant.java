package dev.locum.authservice.tenant;

import dev.locum.token.TenantId;

/**
 * A tenant.
 *
 * @param id its name, which never changes
 * @param disabled whether nobody of it may do anything
 */
public record Tenant(TenantId id, boolean disabled) {}
