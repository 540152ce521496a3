/**
 * How much of the gateway one tenant may use, so that none starves another.
 *
 * <p><b>What decides here</b>: bounds for each tenant on calls, calls that are open at a time, and
 * bytes. <b>When nothing is configured</b>: the documented defaults. <b>What the caller is
 * told</b>: {@code TENANT_LIMIT_REACHED}, which may be repeated later.
 */
@NullMarked
package dev.locum.gateway.limit;

import org.jspecify.annotations.NullMarked;
