/**
 * What the contract says about an RPC: its posture and its requirements, resolved from the proto
 * options {@code locum.authz.v1}.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.contract.ContractResolver} decides which
 * posture a method has; whether a caller meets it is decided in {@code caller} and {@code server}.
 * <b>When nothing is configured</b>: a method without options is gated with policy deny; options
 * that contradict each other or cannot be read stop the start. <b>What the caller is told</b>:
 * nothing; these are errors of the author, told at start.
 *
 * <p>Start with {@link dev.locum.grpcauthz.contract.MethodContract}.
 */
@NullMarked
package dev.locum.grpcauthz.contract;

import org.jspecify.annotations.NullMarked;
