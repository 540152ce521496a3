/**
 * The audit trail in the store: what is decided and what is told of it are one transaction.
 *
 * <p><b>What decides here</b>: nothing; events are kept as they come, each id once. <b>When nothing
 * is configured</b>: the trail is part of the store, there is no authority without it. <b>What the
 * caller is told</b>: an event only goes to its tenant and to operators; a decision whose event
 * cannot be kept is not taken.
 *
 * <p>Start with {@link dev.locum.authservice.audit.AuditTrail}.
 */
@NullMarked
package dev.locum.authservice.audit;

import org.jspecify.annotations.NullMarked;
