/**
 * How much of the gateway one tenant may use, so that none starves another.
 *
 * <p><b>What decides here</b>: bounds for each tenant on calls, on lists and counts among them, on
 * calls that are open at a time, and on bytes; and for each address on credentials that count
 * nowhere. <b>When nothing is configured</b>: the documented defaults. <b>What the caller is
 * told</b>: {@code TENANT_LIMIT_REACHED}, which may be repeated later.
 */
@NullMarked
package dev.locum.gateway.limit;

import org.jspecify.annotations.NullMarked;
