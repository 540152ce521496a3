/**
 * Routes, roles and downstreams: what a tenant's users may ask for, and what the services do.
 *
 * <p><b>What decides here</b>: the stored rules, which the built-in policy reads; a route is
 * checked whole before it is stored. <b>When nothing is configured</b>: nobody may start anything.
 * <b>What the caller is told</b>: {@code ROUTE_NOT_FOUND} for a route of another tenant, as for one
 * that is not there.
 *
 * <p>Start with {@link dev.locum.authservice.route.Route} and {@link
 * dev.locum.authservice.route.Rules}.
 */
@NullMarked
package dev.locum.authservice.route;

import org.jspecify.annotations.NullMarked;
