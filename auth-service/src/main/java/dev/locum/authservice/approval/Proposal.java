package dev.locum.authservice.approval;

import dev.locum.token.WorkloadId;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that was asked for and has not been made.
 *
 * @param id its name
 * @param request what was asked for
 * @param summary what it is about, such as {@code route trip}
 * @param state names the state of that as it was when it was proposed
 * @param proposer who asked
 * @param times when it was proposed, and until when it may be approved
 * @param decision what became of it; empty: nothing yet
 */
public record Proposal(
    String id,
    Request request,
    String summary,
    String state,
    WorkloadId proposer,
    Times times,
    Optional<Decision> decision) {

  /**
   * A call.
   *
   * @param method its full name
   * @param message the request's bytes, base64
   */
  public record Request(String method, String message) {}

  /**
   * From when until when.
   *
   * @param proposedAt when it was proposed
   * @param expiresAt from then on nobody can approve it
   */
  public record Times(Instant proposedAt, Instant expiresAt) {}

  /**
   * What became of a proposal.
   *
   * @param isApproved whether it took effect
   * @param decider who decided
   */
  public record Decision(boolean isApproved, WorkloadId decider) {}
}
