package dev.locum.worker.verification;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import java.time.Duration;

/**
 * The auth service's answer that a delegation allows what was asked.
 *
 * @param delegation the delegation
 * @param subject the user
 * @param tenant the user's tenant
 * @param actions what the user allowed
 * @param compensations what may be done to undo
 * @param compensationsOnly whether only compensations are allowed any more
 * @param validFor for how long the answer may be used again
 */
public record Verdict(
    DelegationId delegation,
    Subject subject,
    TenantId tenant,
    ActionSet actions,
    ActionSet compensations,
    boolean compensationsOnly,
    Duration validFor) {

  /** Revocation reaches a worker within this time, whatever an answer says. */
  static final Duration LONGEST_USE = Duration.ofSeconds(5);

  /** Cuts the time of use to its bound. */
  public Verdict {
    if (validFor.isNegative()) {
      validFor = Duration.ZERO;
    }
    if (validFor.compareTo(LONGEST_USE) > 0) {
      validFor = LONGEST_USE;
    }
  }

  /** Whether the delegation knows the action at all. */
  public boolean permits(Action action) {
    return compensations.contains(action) || (!compensationsOnly && actions.contains(action));
  }
}
