/**
 * Decisions: an access request in, allow with obligations or deny with a reason out. Pure functions
 * over immutable data: no clock, no I/O, no state.
 *
 * <p><b>What decides here</b>: {@link dev.locum.policy.BuiltInPolicy} whether a user may start work
 * on a route and what the delegation then permits; {@link dev.locum.policy.CompensationRule} which
 * actions a delegation permits at a moment. <b>When nothing is configured</b> everything is denied:
 * an unknown tenant, route, role or action grants nothing. <b>What the caller is told</b>: {@code
 * ROUTE_NOT_FOUND}, {@code ACTION_NOT_ALLOWED}, {@code LIMIT_EXCEEDED} or {@code
 * DELEGATION_REJECTED}; the audit trail has the reason behind it.
 *
 * <p>Only verified tokens get in. Start with {@link dev.locum.policy.AccessPolicy} and {@link
 * dev.locum.policy.Decision}.
 */
@NullMarked
package dev.locum.policy;

import org.jspecify.annotations.NullMarked;
