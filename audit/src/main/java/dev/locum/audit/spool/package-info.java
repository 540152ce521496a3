/**
 * A spool in files: events survive the end of the process until the auth service has stored them.
 *
 * <p><b>What decides here</b>: {@link dev.locum.audit.spool.FileAuditSpool} decides whether an
 * event is kept. <b>When nothing is configured</b>: a spool needs a directory of its own; there is
 * no default and no spool in memory. <b>What the caller is told</b>: {@link
 * dev.locum.audit.AuditUnavailableException} when the spool is full, broken or used by another
 * process; what the event tells of must then not take effect.
 *
 * <p>Parts write through {@link dev.locum.audit.spool.SpoolingAuditSink}; one shipper reads and
 * acknowledges with {@link dev.locum.audit.spool.FileAuditSpool#oldest} and {@link
 * dev.locum.audit.spool.FileAuditSpool#acknowledge}.
 */
@NullMarked
package dev.locum.audit.spool;

import org.jspecify.annotations.NullMarked;
