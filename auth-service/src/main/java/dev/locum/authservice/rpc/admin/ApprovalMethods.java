package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.approval.Proposal;
import dev.locum.authservice.approval.Proposals;
import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Requester;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.Approval;
import dev.locum.protocol.admin.v1.ApproveChangeRequest;
import dev.locum.protocol.admin.v1.ApproveChangeResponse;
import dev.locum.protocol.admin.v1.ListApprovalsResponse;
import dev.locum.protocol.admin.v1.RejectChangeRequest;
import dev.locum.protocol.admin.v1.RejectChangeResponse;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Clock;

/** Proposals that wait for a second administrator. */
final class ApprovalMethods {

  private final Clock clock;

  ApprovalMethods(Administration.Needs needs) {
    this.clock = needs.clock();
  }

  void addTo(AdminMethods methods) {
    methods
        .view(AdminServiceGrpc.getListApprovalsMethod(), request -> list(methods))
        .change(AdminServiceGrpc.getApproveChangeMethod(), request -> approve(request, methods))
        .change(AdminServiceGrpc.getRejectChangeMethod(), this::reject);
  }

  private View<ListApprovalsResponse> list(AdminMethods methods) {
    return View.of(tx -> {
      ListApprovalsResponse.Builder response = ListApprovalsResponse.newBuilder();
      Proposals.open(tx, clock.instant())
          .forEach(each ->
              response.addApprovals(
                  toWire(each).setRequest(methods.shown(each.request())).build()));
      return response.build();
    });
  }

  /**
   * The change itself is checked as if the approver had asked for it, and made with the approval.
   */
  private Change<ApproveChangeResponse> approve(
      ApproveChangeRequest request, AdminMethods methods) {
    String id = id(request.getApprovalId());
    Administrator who = Administrator.current();
    Proposal proposal = methods.read(tx -> Proposals.requireOpen(tx, id, clock.instant()));
    if (proposal.proposer().equals(who.workload().id())) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "approval " + id + ": another than who proposed it");
    }
    Change<?> proposed = methods.replay(proposal.request(), who.workload());
    Proposer proposer = Proposer.of(proposal, methods);
    Requester by = Caller.current().requester();
    return new Change<>(
        proposed.about(),
        (tx, event) -> {
          Proposal open = Proposals.requireOpen(tx, id, clock.instant());
          proposer.requireStillMay(tx, methods.changes());
          requireUnchanged(tx, open, proposed);
          Proposals.decide(tx, open, new Proposal.Decision(true, who.workload().id()));
          proposed.work().make(tx, event);
          methods.changes().tell(tx, by, "approval " + id + " given, to " + open.proposer());
          return ApproveChangeResponse.getDefaultInstance();
        },
        proposed.afterwards(),
        Widening.NEVER);
  }

  /** What was approved is what was looked at: a whole entity may be put over what came since. */
  private static void requireUnchanged(Transaction tx, Proposal proposal, Change<?> proposed) {
    if (!proposed.widening().state().run(tx).equals(proposal.state())) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "approval "
              + proposal.id()
              + ": "
              + proposal.summary()
              + " has changed since (expected: as it was; reject it and propose anew)");
    }
  }

  private Change<RejectChangeResponse> reject(RejectChangeRequest request) {
    String id = id(request.getApprovalId());
    Administrator who = Administrator.current();
    return Change.of(
        "approval " + id + " rejected",
        (tx, event) -> {
          Proposal open = Proposals.requireOpen(tx, id, clock.instant());
          Proposals.decide(tx, open, new Proposal.Decision(false, who.workload().id()));
          return RejectChangeResponse.getDefaultInstance();
        });
  }

  private static String id(String text) {
    if (!text.matches("[A-Za-z0-9-]{1,64}")) {
      throw Wire.invalid("approval_id: expected one that was answered");
    }
    return text;
  }

  private static Approval.Builder toWire(Proposal proposal) {
    return Approval.newBuilder()
        .setApprovalId(proposal.id())
        .setMethod(proposal.request().method())
        .setSummary(proposal.summary())
        .setProposer(proposal.proposer().value())
        .setProposedAt(Wire.timestamp(proposal.times().proposedAt()))
        .setExpiresAt(Wire.timestamp(proposal.times().expiresAt()));
  }
}
