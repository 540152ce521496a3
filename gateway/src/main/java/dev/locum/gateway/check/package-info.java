/**
 * What decides about a message, on its way in and on its way back: pure, without I/O or clock.
 *
 * <p><b>What decides here</b>: the catalogue and the caller's grants; every field that could name
 * something of somebody else's. <b>When nothing is configured</b>: a method, field or enum value
 * that no rule knows is refused. <b>What the caller is told</b>: a public reason; what is not the
 * caller's is not there.
 *
 * <p>Start with {@link dev.locum.gateway.check.CallRules}.
 */
@NullMarked
package dev.locum.gateway.check;

import org.jspecify.annotations.NullMarked;
