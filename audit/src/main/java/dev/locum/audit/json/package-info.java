/**
 * Audit events as lines of JSON, the form in which they are spooled, exported and read again by
 * later releases.
 *
 * <p><b>What decides here</b>: {@link dev.locum.audit.json.AuditEventCodec} decides what is an
 * event. <b>When nothing is configured</b>: there is nothing to configure; a line with an unknown
 * field, a repeated field or a value of another type is refused. <b>What the caller is told</b>:
 * the position and the name of what was refused, never the text of the line.
 */
@NullMarked
package dev.locum.audit.json;

import org.jspecify.annotations.NullMarked;
