/**
 * The three services over gRPC. Who may call which method stands in their contracts; here is only
 * for whom the call is made.
 *
 * <p><b>What decides here</b>: {@link dev.locum.carsharing.rpc.Callers} decides whose rows a call
 * sees: the user and tenant of the delegation, never of the request. <b>When nothing is
 * configured</b>: a call without them changes nothing. <b>What the caller is told</b>: the gRPC
 * status that the contract names.
 */
@NullMarked
package dev.locum.carsharing.rpc;

import org.jspecify.annotations.NullMarked;
