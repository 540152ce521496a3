/**
 * The decision about one call, whatever brought it here: gRPC and HTTP go through the same gate.
 * Not API.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.internal.ContractAuthorizer}, from the
 * contract and the caller. <b>When nothing is configured</b>: a method whose contract is not known
 * is refused. <b>What the caller is told</b>: a code and a fixed sentence; never which role, action
 * or header was missing.
 */
@NullMarked
package dev.locum.grpcauthz.internal;

import org.jspecify.annotations.NullMarked;
