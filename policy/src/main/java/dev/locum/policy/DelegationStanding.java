package dev.locum.policy;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the record of a delegation says, as far as actions depend on it.
 *
 * @param state where it stands
 * @param expiresAt from this instant on forward actions are over
 * @param compensateUntil from this instant on compensations are over too
 * @param actions everything that was granted, compensations included
 * @param compensations which of them undo which; an action named here is a compensation
 * @param recorded the forward actions that were taken
 */
public record DelegationStanding(
    DelegationState state,
    Instant expiresAt,
    Instant compensateUntil,
    ActionSet actions,
    List<Compensation> compensations,
    Set<Action> recorded) {

  /** Copies the collections. */
  public DelegationStanding {
    compensations = List.copyOf(compensations);
    recorded = Set.copyOf(recorded);
  }

  /** Whether the action undoes another, in this delegation. */
  public boolean isCompensation(Action action) {
    return compensations.stream().anyMatch(each -> each.action().equals(action));
  }
}
