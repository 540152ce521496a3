package dev.locum.authservice.rpc;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import java.util.function.Supplier;

/**
 * Changes by administrators, told of in their name: every change is one transaction with its event;
 * every refusal leaves one too.
 */
final class AuditedChanges {

  private final Store store;
  private final AuditTrail trail;

  AuditedChanges(Store store, AuditTrail trail) {
    this.store = store;
    this.trail = trail;
  }

  /** An event of the present caller's. */
  AuditDraft event(AuditEventType type) {
    Caller caller = Caller.current();
    return trail.draft(type).actor(caller.actor()).correlation(caller.correlationId());
  }

  /** An event about this entity. */
  AuditDraft event(String what) {
    return event(AuditEventType.ADMINISTERED).action(what);
  }

  /** An event about this entity of a tenant. */
  AuditDraft event(String what, TenantId tenant) {
    return event(what).subject("", tenant.value());
  }

  /** Makes a change, and records it with it. */
  <T> T make(AuditDraft event, UnitOfWork<T> work) {
    return attempt(
        event,
        () ->
            store.write(tx -> {
              T answer = work.run(tx);
              trail.record(tx, event.allowed());
              return answer;
            }));
  }

  /** Makes a change that records itself; what it refuses is in the trail before it is answered. */
  <T> T attempt(AuditDraft event, Supplier<T> change) {
    try {
      return change.get();
    } catch (DenialException e) {
      event.refused(e.reason().code(), e.rejection().detail()).record();
      throw e;
    }
  }
}
