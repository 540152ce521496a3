/**
 * Temporal as the gateway calls it: the methods that it knows, and connections to one or several
 * frontends of the same cluster.
 *
 * <p><b>What decides here</b>: only which frontend gets a call: the first in the list that can be
 * reached. <b>When nothing is configured</b>: there is no default frontend. <b>What the caller is
 * told</b>: Temporal's own status, or {@code UNAVAILABLE} when no frontend can be reached.
 *
 * <p>Start with {@link dev.locum.gateway.upstream.Upstream}.
 */
@NullMarked
package dev.locum.gateway.upstream;

import org.jspecify.annotations.NullMarked;
