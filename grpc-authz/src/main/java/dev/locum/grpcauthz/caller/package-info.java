/**
 * Who calls: from what a caller presented to a proven {@link
 * dev.locum.grpcauthz.caller.CallerContext}.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.caller.CallerAuthenticator}, by the modes
 * that the service accepts and the workloads that it trusts. <b>When nothing is configured</b>:
 * only downstream tokens made for this very service are accepted; nobody is trusted to forward an
 * identity or to call for itself. <b>What the caller is told</b>: {@code TOKEN_REJECTED}, {@code
 * FORWARDED_HEADER_REFUSED} or {@code AUTHORITY_UNAVAILABLE}; the audit trail has the reason.
 *
 * <p>Start with {@link dev.locum.grpcauthz.caller.CallerContext} and {@link
 * dev.locum.grpcauthz.caller.CallerMode}.
 */
@NullMarked
package dev.locum.grpcauthz.caller;

import org.jspecify.annotations.NullMarked;
