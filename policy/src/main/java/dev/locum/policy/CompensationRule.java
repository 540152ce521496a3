package dev.locum.policy;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;

/**
 * Which actions a delegation permits at a moment: undoing is not acting for the user. While it is
 * open, all that was granted; once it has expired or was revoked, only compensations of recorded
 * steps, until the compensation limit; once it was revoked hard, closed or abandoned, nothing. In
 * every state a compensation is permitted only after the step that it undoes was recorded.
 *
 * <p>Pure; the caller reads the record and the clock, and records a forward step in the same
 * transaction.
 */
public final class CompensationRule {

  private CompensationRule() {}

  /** Everything that is permitted now; denied when the delegation permits nothing any more. */
  public static Decision<PermittedActions> permitted(DelegationStanding standing, Instant now) {
    boolean open = isOpen(standing, now);
    if (!open && !isCompensating(standing, now)) {
      return ended(standing, now);
    }
    List<Action> actions =
        standing.actions().toSet().stream()
            .filter(
                action -> standing.isCompensation(action) ? isStepRecorded(standing, action) : open)
            .toList();
    return Decision.allow(new PermittedActions(ActionSet.of(actions), !open));
  }

  /** Whether one action is permitted now, with the reason if not. */
  public static Decision<PermittedActions> decide(
      DelegationStanding standing, Action action, Instant now) {
    Decision<PermittedActions> all = permitted(standing, now);
    if (!(all instanceof Decision.Allow<PermittedActions> allow)) {
      return standing.isCompensation(action) && endsByTime(standing.state())
          ? Decision.deny(DenialReason.COMPENSATION_TOO_LATE, "action: " + action)
          : all;
    }
    if (allow.obligations().actions().contains(action)) {
      return all;
    }
    return Decision.deny(refusal(standing, action), "action: " + action);
  }

  private static DenialReason refusal(DelegationStanding standing, Action action) {
    if (!standing.actions().contains(action)) {
      return DenialReason.ACTION_NOT_GRANTED;
    }
    if (standing.isCompensation(action)) {
      return DenialReason.COMPENSATION_WITHOUT_STEP;
    }
    return standing.state() == DelegationState.REVOKED
        ? DenialReason.DELEGATION_REVOKED
        : DenialReason.DELEGATION_EXPIRED;
  }

  private static boolean isOpen(DelegationStanding standing, Instant now) {
    return isUnended(standing.state()) && now.isBefore(standing.expiresAt());
  }

  private static boolean isCompensating(DelegationStanding standing, Instant now) {
    return endsByTime(standing.state()) && now.isBefore(standing.compensateUntil());
  }

  private static boolean endsByTime(DelegationState state) {
    return isUnended(state) || state == DelegationState.REVOKED;
  }

  private static boolean isUnended(DelegationState state) {
    return state == DelegationState.ISSUED || state == DelegationState.ACTIVE;
  }

  private static boolean isStepRecorded(DelegationStanding standing, Action compensation) {
    return standing.compensations().stream()
        .anyMatch(each ->
            each.action().equals(compensation) && standing.recorded().contains(each.undoes()));
  }

  private static Decision<PermittedActions> ended(DelegationStanding standing, Instant now) {
    return switch (standing.state()) {
      case ISSUED, ACTIVE -> Decision.deny(DenialReason.DELEGATION_EXPIRED, "expired, at " + now);
      case REVOKED, REVOKED_HARD ->
          Decision.deny(DenialReason.DELEGATION_REVOKED, "state: " + standing.state());
      case CLOSED, ABANDONED ->
          Decision.deny(DenialReason.DELEGATION_CLOSED, "state: " + standing.state());
    };
  }
}
