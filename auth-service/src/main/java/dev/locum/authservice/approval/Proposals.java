package dev.locum.authservice.approval;

import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;

/** The proposals, in the transaction of the caller. */
public final class Proposals {

  /** Bounds what one administrator can have others look at, and the store keep. */
  static final int MOST_OPEN = 20;

  private static final String APPROVED = "APPROVED";
  private static final String REJECTED = "REJECTED";

  private Proposals() {}

  /**
   * Keeps a proposal.
   *
   * @throws DenialException {@code STATE_CONFLICT} if too many of the proposer's are open
   */
  public static void add(Transaction tx, Proposal proposal) {
    requireRoom(tx, proposal);
    tx.update(
        "INSERT INTO proposal (id, method, message, summary, state, proposer, proposed_at,"
            + " expires_at, decision, decider) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        proposal.id(),
        proposal.request().method(),
        proposal.request().message(),
        proposal.summary(),
        proposal.state(),
        proposal.proposer().value(),
        proposal.times().proposedAt(),
        proposal.times().expiresAt());
  }

  private static void requireRoom(Transaction tx, Proposal proposal) {
    long open =
        open(tx, proposal.times().proposedAt()).stream()
            .filter(each -> each.proposer().equals(proposal.proposer()))
            .count();
    if (open >= MOST_OPEN) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "proposals of "
              + proposal.proposer()
              + ": "
              + MOST_OPEN
              + " wait (expected: fewer; have some approved or rejected)");
    }
  }

  /** Those that may still be decided, the oldest first. */
  public static List<Proposal> open(Transaction tx, Instant now) {
    return tx.query(
        "SELECT * FROM proposal WHERE decision IS NULL AND expires_at > ? ORDER BY proposed_at, id",
        Proposals::read,
        now);
  }

  /**
   * The proposal, if it may still be decided.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is none of this id; {@code
   *     STATE_CONFLICT} if it was decided, or not in time
   */
  public static Proposal requireOpen(Transaction tx, String id, Instant now) {
    Proposal proposal =
        tx.queryOne("SELECT * FROM proposal WHERE id = ?", Proposals::read, id)
            .orElseThrow(
                () -> new DenialException(DenialReason.ENTITY_NOT_FOUND, "an approval of this id"));
    if (proposal.decision().isPresent()) {
      throw conflict(proposal, "decided already by " + proposal.decision().get().decider());
    }
    if (!now.isBefore(proposal.times().expiresAt())) {
      throw conflict(proposal, "expired at " + proposal.times().expiresAt());
    }
    return proposal;
  }

  /** Decides it. */
  public static void decide(Transaction tx, Proposal proposal, Proposal.Decision decision) {
    int decided =
        tx.update(
            "UPDATE proposal SET decision = ?, decider = ? WHERE id = ? AND decision IS NULL",
            decision.isApproved() ? APPROVED : REJECTED,
            decision.decider().value(),
            proposal.id());
    if (decided == 0) {
      throw conflict(proposal, "decided already");
    }
  }

  private static DenialException conflict(Proposal proposal, String why) {
    return new DenialException(
        DenialReason.STATE_CONFLICT, "approval " + proposal.id() + ": " + why);
  }

  private static Proposal read(Row row) {
    return new Proposal(
        row.text("id"),
        new Proposal.Request(row.text("method"), row.text("message")),
        row.text("summary"),
        row.text("state"),
        new WorkloadId(row.text("proposer")),
        new Proposal.Times(row.instant("proposed_at"), row.instant("expires_at")),
        row.optionalText("decision")
            .map(decision ->
                new Proposal.Decision(
                    decision.equals(APPROVED), new WorkloadId(row.text("decider")))));
  }
}
