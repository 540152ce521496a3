package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.approval.Proposal;
import dev.locum.authservice.rpc.admin.wire.WorkloadWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * Whoever proposed a change. It takes effect with the authority of two, so theirs must last until
 * it does.
 *
 * @param proposal what they proposed
 * @param workload who they are, as just read
 * @param change the change as they would make it now
 */
record Proposer(Proposal proposal, Workload workload, Change<?> change) {

  /**
   * Whoever proposed it.
   *
   * @throws DenialException {@code STATE_CONFLICT} if they count no more, or may not ask for it any
   *     more
   */
  static Proposer of(Proposal proposal, AdminMethods methods) {
    Workload workload = methods.read(tx -> require(tx, proposal));
    try {
      return new Proposer(proposal, workload, methods.replay(proposal.request(), workload));
    } catch (DenialException e) {
      throw asTheirs(proposal, e);
    }
  }

  /**
   * Goes on if they could make the change in this transaction.
   *
   * @throws DenialException {@code STATE_CONFLICT} if not, or if they are not what they were
   */
  void requireStillMay(Transaction tx, AuditedChanges changes) {
    if (!WorkloadWire.toWire(require(tx, proposal)).equals(WorkloadWire.toWire(workload))) {
      throw conflict(proposal, "has changed just now (approve it again)");
    }
    try {
      changes.attempt(tx, change);
    } catch (DenialException e) {
      throw asTheirs(proposal, e);
    }
  }

  private static Workload require(Transaction tx, Proposal proposal) {
    return Workloads.findEnabled(tx, proposal.proposer())
        .orElseThrow(() -> conflict(proposal, "counts no more (reject it)"));
  }

  /** What stands in the way of the change itself stands in the approver's way too. */
  private static DenialException asTheirs(Proposal proposal, DenialException e) {
    return e.reason() == DenialReason.CALLER_NOT_ALLOWED
        ? conflict(proposal, "may not make the change any more (reject it)")
        : e;
  }

  private static DenialException conflict(Proposal proposal, String why) {
    return new DenialException(
        DenialReason.STATE_CONFLICT,
        "approval " + proposal.id() + ": its proposer " + proposal.proposer() + " " + why);
  }
}
