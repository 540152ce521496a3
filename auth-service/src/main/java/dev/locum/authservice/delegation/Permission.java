package dev.locum.authservice.delegation;

import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.policy.CompensationRule;
import dev.locum.policy.Decision;
import dev.locum.policy.DelegationStanding;
import dev.locum.policy.DelegationState;
import dev.locum.policy.PermittedActions;
import dev.locum.token.Action;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.Set;

/**
 * What an execution may do now: the record's rule, within the actions of its token. A user who was
 * disabled is acted for no more: the delegation counts as revoked from that moment, everywhere
 * (S3-28).
 */
final class Permission {

  private final Transaction tx;
  private final TaskCheck.Task task;
  private final Instant now;
  private final DelegationStanding standing;
  private final boolean isUserDisabled;

  private Permission(
      Transaction tx,
      TaskCheck.Task task,
      Instant now,
      DelegationStanding standing,
      boolean isUserDisabled) {
    this.tx = tx;
    this.task = task;
    this.now = now;
    this.standing = standing;
    this.isUserDisabled = isUserDisabled;
  }

  /**
   * The permission of a task.
   *
   * @param isTokenExpired an expired token is good for compensations only
   */
  static Permission of(Transaction tx, TaskCheck.Task task, Instant now, boolean isTokenExpired) {
    Delegation delegation = task.delegation();
    boolean isWithdrawn = delegation.standing().isOpen() && isUserDisabled(tx, delegation);
    return new Permission(
        tx,
        task,
        now,
        new DelegationStanding(
            isWithdrawn ? DelegationState.REVOKED : delegation.standing().state(),
            isTokenExpired ? Instant.MIN : delegation.times().expiresAt(),
            delegation.times().compensateUntil(),
            task.actions(),
            delegation.grant().compensations(),
            Set.copyOf(DelegationRows.steps(tx, delegation.id()))),
        isWithdrawn);
  }

  /**
   * Everything that is permitted now.
   *
   * @throws DenialException if nothing is
   */
  PermittedActions all() {
    return precise(CompensationRule.permitted(standing, now));
  }

  /** Whether forward actions are permitted; else at most compensations. */
  boolean isOpen() {
    return !all().compensationsOnly();
  }

  /**
   * Takes an action: a forward one is recorded, durably, before anybody does it.
   *
   * @throws DenialException if it is not permitted now
   */
  void take(Action action) {
    precise(CompensationRule.decide(standing, action, now));
    if (!standing.isCompensation(action) && !standing.recorded().contains(action)) {
      DelegationRows.recordStep(tx, task.delegation().id(), action, now);
    }
  }

  /** Whether the user may not be acted for any more; what is not there any more may not either. */
  static boolean isUserDisabled(Transaction tx, Delegation delegation) {
    return UserAccounts.find(tx, delegation.party().subject())
        .filter(account -> account.refusal().isEmpty())
        .isEmpty();
  }

  private PermittedActions precise(Decision<PermittedActions> decision) {
    try {
      return decision.orElseThrow();
    } catch (DenialException e) {
      throw isUserDisabled && e.reason() == DenialReason.DELEGATION_REVOKED
          ? new DenialException(DenialReason.USER_DISABLED, e.rejection().detail())
          : e;
    }
  }

  /** Why forward actions are not permitted any more. */
  DenialException ended() {
    if (isUserDisabled) {
      return new DenialException(DenialReason.USER_DISABLED, "compensations only");
    }
    DenialReason reason =
        task.delegation().standing().isOpen()
            ? DenialReason.DELEGATION_EXPIRED
            : DenialReason.DELEGATION_REVOKED;
    return new DenialException(reason, "compensations only");
  }
}
