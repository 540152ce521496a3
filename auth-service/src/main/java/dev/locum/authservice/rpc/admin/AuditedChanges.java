package dev.locum.authservice.rpc.admin;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.approval.Proposal;
import dev.locum.authservice.approval.Proposals;
import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Requester;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes by administrators, told of in their name: every change is one transaction with its event;
 * every refusal leaves one too. Where four eyes are asked for, what gives more becomes a proposal.
 */
final class AuditedChanges {

  /** Time enough for somebody who is away for some days. */
  private static final Duration APPROVABLE = Duration.ofDays(7);

  private final Administration.Needs needs;

  AuditedChanges(Administration.Needs needs) {
    this.needs = needs;
  }

  /** What came of a change: its answer, or the proposal that it has become. */
  private record Outcome<A>(Optional<A> answer, String proposal) {}

  /**
   * Makes a change, and records it with it; what it refuses is in the trail before the answer.
   *
   * @param request as it would be made again by who approves it
   * @throws DenialException {@code APPROVAL_NEEDED} if it has become a proposal
   */
  <A> A make(Change<A> change, Proposal.Request request) {
    AuditDraft event = event(change.about());
    WorkloadId proposer = Caller.current().workload().id();
    Outcome<A> outcome;
    try {
      outcome =
          needs
              .store()
              .write(tx ->
                  waits(tx, change, request.method())
                      ? proposed(tx, change, event, proposer, request)
                      : made(tx, change, event));
    } catch (DenialException e) {
      event.refused(e.reason().code(), e.rejection().detail()).record();
      throw e;
    }
    A answer =
        outcome
            .answer()
            .orElseThrow(() ->
                new DenialException(
                    DenialReason.APPROVAL_NEEDED, "approval " + outcome.proposal()));
    change.afterwards().run();
    return answer;
  }

  private boolean waits(Transaction tx, Change<?> change, String method) {
    return needs.fourEyes() && !AtOnce.isListed(method) && change.widening().widens(tx);
  }

  private <A> Outcome<A> made(Transaction tx, Change<A> change, AuditDraft event) {
    A answer = change.work().make(tx, event);
    if (!change.about().isTold()) {
      needs.trail().record(tx, event.allowed());
    }
    return new Outcome<>(Optional.of(answer), "");
  }

  /** Only what could be made now becomes a proposal: nobody looks at what nobody can approve. */
  private <A> Outcome<A> proposed(
      Transaction tx,
      Change<A> change,
      AuditDraft event,
      WorkloadId proposer,
      Proposal.Request request) {
    attempt(tx, change);
    Instant now = needs.clock().instant();
    Proposal proposal =
        new Proposal(
            UUID.randomUUID().toString(),
            request,
            change.about().what(),
            change.widening().state().run(tx),
            proposer,
            new Proposal.Times(now, now.plus(APPROVABLE)),
            Optional.empty());
    Proposals.add(tx, proposal);
    needs
        .trail()
        .record(
            tx, event.refused(DenialReason.APPROVAL_NEEDED.code(), "approval " + proposal.id()));
    return new Outcome<>(Optional.empty(), proposal.id());
  }

  /** Tries a change; nothing of it stays, nor is told of. */
  void attempt(Transaction tx, Change<?> change) {
    AuditDraft untold = needs.trail().draft(change.about().type());
    Trial.of(tx, part -> change.work().make(part, untold));
  }

  /** Tells of a request that was refused while it was read. */
  void refused(String what, DenialException e) {
    event(new Change.About(AuditEventType.ADMINISTERED, what, ownTenant(), false, false))
        .refused(e.reason().code(), e.rejection().detail())
        .record();
  }

  private static Optional<TenantId> ownTenant() {
    return Caller.current().workload().tenant();
  }

  /** Tells of a change that was refused before it was tried. */
  void refused(Change<?> change, DenialException e) {
    event(change.about()).refused(e.reason().code(), e.rejection().detail()).record();
  }

  /** Tells of something else that came with a change, in its transaction. */
  void tell(Transaction tx, Requester by, String what) {
    needs
        .trail()
        .record(
            tx,
            needs
                .trail()
                .draft(AuditEventType.ADMINISTERED)
                .actor(by.actor())
                .correlation(by.correlationId())
                .action(what)
                .allowed());
  }

  /** An event of the present caller's. */
  private AuditDraft event(Change.About about) {
    Caller caller = Caller.current();
    AuditDraft event =
        needs
            .trail()
            .draft(about.type())
            .actor(caller.actor())
            .correlation(caller.correlationId())
            .action(about.what());
    about.tenant().ifPresent(tenant -> event.subject("", tenant.value()));
    return event;
  }
}
