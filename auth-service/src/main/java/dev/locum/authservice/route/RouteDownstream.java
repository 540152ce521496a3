package dev.locum.authservice.route;

import dev.locum.token.Audience;

/**
 * A downstream that the work of a route calls.
 *
 * @param downstream its registered name
 * @param mode how workers authenticate to it
 */
public record RouteDownstream(Audience downstream, DownstreamMode mode) {}
