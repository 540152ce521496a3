/**
 * How calls end: the one place of the gateway that makes a gRPC status.
 *
 * <p><b>What decides here</b>: what of Temporal's own status passes. <b>When nothing is
 * configured</b>: a failure without an explanation becomes fixed words. <b>What the caller is
 * told</b>: a public reason with its fixed sentence, or Temporal's status with its details.
 *
 * <p>Start with {@link dev.locum.gateway.rpc.CallEnd}.
 */
@NullMarked
package dev.locum.gateway.rpc;

import org.jspecify.annotations.NullMarked;
