package dev.locum.authservice.user;

import dev.locum.audit.AuditEvent;
import dev.locum.authservice.store.Transaction;

/**
 * Keeps audit events in the transaction of what they tell of: both become durable, or neither.
 * Thread-safe.
 */
@FunctionalInterface
public interface Trail {

  /** Appends an event. */
  void append(Transaction tx, AuditEvent event);
}
