package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.Foreseen;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.grpcauthz.audit.DenialDecision;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes a decision and tells of it: the change and its event are one transaction; a refusal changes
 * nothing and leaves its event, durably, before it is answered. A decision that cannot be told of
 * is not taken.
 */
final class Decisions {

  private final Store store;
  private final AuditTrail trail;

  Decisions(Store store, AuditTrail trail) {
    this.store = store;
    this.trail = trail;
  }

  /** A decision in one transaction; it may complete the event as it learns more. */
  interface Decision<T> {
    T decide(Transaction tx, AuditDraft event);
  }

  /** A new event of the authority. */
  AuditDraft event(AuditEventType type, String actor, String correlationId) {
    return trail.draft(type).actor(actor).correlation(correlationId);
  }

  /**
   * Decides.
   *
   * @throws DenialException what the decision threw, or {@code STORE_UNAVAILABLE}
   */
  <T> T decide(AuditDraft event, Decision<T> decision) {
    return decide(event, List.of(), decision);
  }

  /**
   * Decides.
   *
   * @param foreseen what the decision is going to ask
   * @throws DenialException what the decision threw, or {@code STORE_UNAVAILABLE}
   */
  <T> T decide(AuditDraft event, List<Foreseen> foreseen, Decision<T> decision) {
    try {
      return store.write(
          foreseen,
          tx -> {
            T answer = decision.decide(tx, event);
            trail.record(tx, event.allowed());
            return answer;
          });
    } catch (DenialException e) {
      throw refuse(event, e);
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the decision could not be stored");
    }
  }

  /** Changes something if it still can be, and tells of it only then. */
  void changeIf(AuditDraft event, Predicate<Transaction> change) {
    try {
      store.write(tx -> {
        if (change.test(tx)) {
          trail.record(tx, event.allowed());
        }
        return event;
      });
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the change could not be stored");
    }
  }

  /** Tells of a refusal and answers it, to be thrown. */
  DenialException refuse(AuditDraft event, DenialException refusal) {
    try {
      event.decision(DenialDecision.of(refusal.rejection())).record();
      return refusal;
    } catch (StoreUnavailableException e) {
      return new DenialException(
          DenialReason.AUDIT_UNAVAILABLE, "the refusal could not be recorded");
    }
  }

  /** Reads without deciding anything. */
  <T> T read(UnitOfWork<T> work) {
    try {
      return store.read(work);
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the store could not be read");
    }
  }

  /** The work that an event is about. */
  static AuditExecution about(Delegation delegation) {
    return AuditExecution.ofDelegation(delegation.id().value())
        .withWorkflow(
            delegation.scope().namespace(),
            delegation.scope().workflowType(),
            delegation.scope().workflowId())
        .withRun(delegation.standing().firstRun().orElse(""));
  }

  /** For whom an event is. */
  static AuditDraft of(AuditDraft event, Delegation delegation) {
    return event
        .subject(delegation.party().subject().value(), delegation.tenant().value())
        .session(delegation.party().session().value());
  }
}
