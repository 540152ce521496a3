package dev.locum.authservice.delegation;

import dev.locum.authservice.store.Transaction;
import dev.locum.policy.CompensationRule;
import dev.locum.policy.DelegationStanding;
import dev.locum.policy.PermittedActions;
import dev.locum.token.Action;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.Set;

/** What an execution may do now: the record's rule, within the actions of its token. */
final class Permission {

  private final Transaction tx;
  private final TaskCheck.Task task;
  private final Instant now;
  private final DelegationStanding standing;

  private Permission(
      Transaction tx, TaskCheck.Task task, Instant now, DelegationStanding standing) {
    this.tx = tx;
    this.task = task;
    this.now = now;
    this.standing = standing;
  }

  /**
   * The permission of a task.
   *
   * @param isTokenExpired an expired token is good for compensations only
   */
  static Permission of(Transaction tx, TaskCheck.Task task, Instant now, boolean isTokenExpired) {
    Delegation delegation = task.delegation();
    return new Permission(
        tx,
        task,
        now,
        new DelegationStanding(
            delegation.standing().state(),
            isTokenExpired ? Instant.MIN : delegation.times().expiresAt(),
            delegation.times().compensateUntil(),
            task.actions(),
            delegation.grant().compensations(),
            Set.copyOf(DelegationRows.steps(tx, delegation.id()))));
  }

  /**
   * Everything that is permitted now.
   *
   * @throws DenialException if nothing is
   */
  PermittedActions all() {
    return CompensationRule.permitted(standing, now).orElseThrow();
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
    CompensationRule.decide(standing, action, now).orElseThrow();
    if (!standing.isCompensation(action)) {
      DelegationRows.recordStep(tx, task.delegation().id(), action, now);
    }
  }

  /** Why forward actions are not permitted any more. */
  DenialException ended() {
    DenialReason reason =
        task.delegation().standing().isOpen()
            ? DenialReason.DELEGATION_EXPIRED
            : DenialReason.DELEGATION_REVOKED;
    return new DenialException(reason, "compensations only");
  }
}
