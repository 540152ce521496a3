/**
 * Calls that start work: at once, with a first message, or later.
 *
 * <p><b>What decides here</b>: type and queue that were granted, an id of the tenant's, and the
 * delegation that comes along. <b>When nothing is configured</b>: nothing can be started. <b>What
 * the caller is told</b>: that it may not; not which of them was missing.
 *
 * <p>Start with {@link dev.locum.gateway.check.start.StartRules}.
 */
@NullMarked
package dev.locum.gateway.check.start;

import org.jspecify.annotations.NullMarked;
