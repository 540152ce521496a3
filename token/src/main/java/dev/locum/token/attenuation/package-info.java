/**
 * Attenuation: what may be derived from a delegation token, which is only ever narrower.
 *
 * <p><b>What decides here</b>: {@link dev.locum.token.attenuation.Delegations}, by the verified
 * parent and the record's limits that the caller passes. <b>When nothing is configured</b>: nothing
 * is derived; no action named, none granted. <b>What the caller is told</b>: {@code
 * ACTION_NOT_ALLOWED} or {@code DELEGATION_REJECTED}; asking for more is refused, never cut.
 *
 * <p>Pure functions: no clock, no state. Whether the delegation still counts, and whether this
 * worker may ask, was decided before.
 */
@NullMarked
package dev.locum.token.attenuation;

import org.jspecify.annotations.NullMarked;
