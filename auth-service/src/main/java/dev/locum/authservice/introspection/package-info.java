/**
 * What tokens are worth to the workload that asks, for gRPC and HTTP alike (RFC 7662).
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.introspection.Introspections}, by the
 * kind of the caller and the records as they stand. <b>When nothing is configured</b>: a token is
 * worth nothing to anybody. <b>What the caller is told</b>: nothing of a token that does not count
 * for them, whatever the reason; the audit trail has the reason.
 */
@NullMarked
package dev.locum.authservice.introspection;

import org.jspecify.annotations.NullMarked;
