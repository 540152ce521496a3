package dev.locum.authservice.audit;

import dev.locum.audit.AuditEvent;

/**
 * An event of the trail and its place in it.
 *
 * @param position 1, 2, 3 … in the order of storing; never reused
 * @param event the event
 */
public record StoredEvent(long position, AuditEvent event) {}
