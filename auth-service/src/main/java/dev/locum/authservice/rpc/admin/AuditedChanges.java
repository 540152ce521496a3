package dev.locum.authservice.rpc.admin;

import dev.locum.audit.AuditDraft;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.store.Store;
import dev.locum.token.denial.DenialException;

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

  /** Makes a change, and records it with it; what it refuses is in the trail before the answer. */
  <A> A make(Change<A> change) {
    AuditDraft event = event(change.about());
    try {
      A answer =
          store.write(tx -> {
            A made = change.work().make(tx, event);
            if (!change.about().isTold()) {
              trail.record(tx, event.allowed());
            }
            return made;
          });
      change.afterwards().run();
      return answer;
    } catch (DenialException e) {
      event.refused(e.reason().code(), e.rejection().detail()).record();
      throw e;
    }
  }

  /** An event of the present caller's. */
  private AuditDraft event(Change.About about) {
    Caller caller = Caller.current();
    AuditDraft event =
        trail
            .draft(about.type())
            .actor(caller.actor())
            .correlation(caller.correlationId())
            .action(about.what());
    about.tenant().ifPresent(tenant -> event.subject("", tenant.value()));
    return event;
  }
}
