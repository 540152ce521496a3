package dev.locum.policy;

import dev.locum.token.ActionSet;
import dev.locum.token.VerifiedAccessToken;

/**
 * A user asks for work: principal, action, resource, context.
 *
 * @param principal who asks; verified
 * @param actions what the work is to be allowed; empty: all of the route's that the user may use
 * @param route what is asked for; a route of the principal's own tenant, since no other can be
 *     named
 * @param context the rest
 */
public record AccessRequest(
    VerifiedAccessToken principal, ActionSet actions, RouteName route, AccessContext context) {}
