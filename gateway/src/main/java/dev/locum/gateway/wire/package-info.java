/**
 * The proxy: takes calls, has them checked, and carries them to Temporal and back.
 *
 * <p><b>What decides here</b>: the order of things: prove, limit, parse, check, verify delegations,
 * forward, check the answer. Each of these decides for itself, and none can be passed by. <b>When
 * nothing is configured</b>: a method that the compiled API does not know is refused; of the
 * metadata nothing passes that is not listed. <b>What the caller is told</b>: a public reason, or
 * Temporal's own status and answer, made of what was checked and never of the bytes that came.
 *
 * <p>Start with {@link dev.locum.gateway.wire.GatewayServer}.
 */
@NullMarked
package dev.locum.gateway.wire;

import org.jspecify.annotations.NullMarked;
