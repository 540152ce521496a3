package dev.locum.authservice.delegation;

import dev.locum.policy.Compensation;
import dev.locum.policy.DelegationState;
import dev.locum.policy.RouteName;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A delegation as it is stored. All but its standing is fixed at issue.
 *
 * @param id {@code txn} of its tokens
 * @param party for whom and at whose request
 * @param route the route by which it was allowed
 * @param scope the one workflow
 * @param grant what it allows
 * @param times its limits
 * @param standing where it stands
 * @param statusIndex its place in the status list and in every listing
 */
public record Delegation(
    DelegationId id,
    Party party,
    RouteName route,
    WorkflowScope scope,
    Grant grant,
    Times times,
    Standing standing,
    long statusIndex) {

  /**
   * For whom and at whose request.
   *
   * @param subject the user
   * @param session the login session in which they asked
   * @param requestingWorkload the trigger ({@code req_wl})
   */
  public record Party(Subject subject, SessionId session, WorkloadId requestingWorkload) {}

  /**
   * What it allows.
   *
   * @param actions forward actions and compensations
   * @param compensations which of them undo which
   */
  public record Grant(ActionSet actions, List<Compensation> compensations) {

    /** Copies. */
    public Grant {
      compensations = List.copyOf(compensations);
    }
  }

  /**
   * Its limits.
   *
   * @param issuedAt when it was issued
   * @param startBy when it is given up if no run is bound
   * @param expiresAt when forward actions end
   * @param compensateUntil when compensations end
   * @param compensationLimit how long compensations last after a revocation
   * @param tokenLifetime life of one token
   */
  public record Times(
      Instant issuedAt,
      Instant startBy,
      Instant expiresAt,
      Instant compensateUntil,
      Duration compensationLimit,
      Duration tokenLifetime) {}

  /**
   * Where it stands.
   *
   * @param state the state
   * @param firstRun the first run of its workflow; empty: none is bound yet
   * @param endReason why it ended; empty: it has not
   * @param endedAt when it ended
   */
  public record Standing(
      DelegationState state,
      Optional<String> firstRun,
      String endReason,
      Optional<Instant> endedAt) {

    /** Whether it can still turn into something else than ended. */
    public boolean isOpen() {
      return state == DelegationState.ISSUED || state == DelegationState.ACTIVE;
    }
  }

  public TenantId tenant() {
    return scope.tenant();
  }
}
