/**
 * Audit events and where they are kept until the auth service has them.
 *
 * <p><b>What decides here</b>: nothing; every part records what it decided. <b>When nothing is
 * configured</b>: there is no default sink, a part without one does not start. <b>What the caller
 * is told</b>: nothing of an event; only that the part is unavailable when one cannot be kept.
 *
 * <p>Start with {@link dev.locum.audit.AuditEvent} and {@link dev.locum.audit.AuditSink}.
 */
@NullMarked
package dev.locum.audit;

import org.jspecify.annotations.NullMarked;
