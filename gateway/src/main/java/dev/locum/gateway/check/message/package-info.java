/**
 * Messages to work that exists: signals, queries, updates, resets, and batches of them.
 *
 * <p><b>What decides here</b>: that the work is the tenant's own, and the delegation that comes
 * along. <b>When nothing is configured</b>: nobody has work. <b>What the caller is told</b>: that
 * there is no such work.
 *
 * <p>Start with {@link dev.locum.gateway.check.message.MessageRules}.
 */
@NullMarked
package dev.locum.gateway.check.message;

import org.jspecify.annotations.NullMarked;
