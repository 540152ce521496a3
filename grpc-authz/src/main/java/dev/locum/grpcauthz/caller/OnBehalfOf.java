package dev.locum.grpcauthz.caller;

import dev.locum.token.Subject;
import dev.locum.token.TenantId;

/**
 * For whom a call is made.
 *
 * @param user the user
 * @param tenant the user's tenant; what a handler must filter by
 */
public record OnBehalfOf(Subject user, TenantId tenant) {}
