package dev.locum.audit.spool;

import dev.locum.audit.AuditEvent;
import java.util.List;

/**
 * Events to ship, oldest first, and up to where they were read.
 *
 * @param events the events; empty when there is nothing to ship
 * @param end where the next batch begins
 */
public record SpoolBatch(List<AuditEvent> events, SpoolPosition end) {

  public SpoolBatch {
    events = List.copyOf(events);
  }

  public boolean isEmpty() {
    return events.isEmpty();
  }
}
