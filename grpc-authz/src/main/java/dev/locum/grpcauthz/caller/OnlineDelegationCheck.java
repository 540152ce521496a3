package dev.locum.grpcauthz.caller;

import com.google.protobuf.Timestamp;
import dev.locum.grpcauthz.header.ForwardedPrincipal;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.Compensation;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@link DelegationCheck} by {@code DelegationService.GetDelegation} of the auth service. While a
 * delegation is open, its actions and its compensations are permitted; when it has expired, ended
 * or was revoked, only compensations whose step was recorded, until the delegation's compensation
 * limit; when it was revoked hard, nothing.
 */
public final class OnlineDelegationCheck implements DelegationCheck {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final DelegationServiceBlockingStub authService;
  private final Clock clock;

  /**
   * Asks over this channel.
   *
   * @param credentials the service's own, for the audience of the auth service
   */
  public OnlineDelegationCheck(Channel authService, CallCredentials credentials, Clock clock) {
    this.authService =
        DelegationServiceGrpc.newBlockingStub(authService).withCallCredentials(credentials);
    this.clock = clock;
  }

  @Override
  public Permitted check(WorkloadId caller, ForwardedPrincipal forwarded, String correlationId) {
    Delegation delegation = find(forwarded.delegation().orElseThrow());
    String workflowId = delegation.getScope().getWorkflowId();
    requireEqual("user", delegation.getSubject(), forwarded.user().value());
    requireEqual("tenant", delegation.getScope().getTenant(), forwarded.tenant().value());
    if (!forwarded.workflowId().isEmpty()) {
      requireEqual("workflow", workflowId, forwarded.workflowId());
    }
    return new Permitted(permitted(delegation), workflowId);
  }

  private Delegation find(DelegationId id) {
    try {
      return authService
          .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
          .getDelegation(GetDelegationRequest.newBuilder().setDelegationId(id.value()).build())
          .getDelegation();
    } catch (StatusRuntimeException e) {
      DenialReason reason = Refusals.reasonOf(e);
      throw new DenialException(
          reason == DenialReason.ENTITY_NOT_FOUND || reason == DenialReason.WORK_NOT_FOUND
              ? DenialReason.DELEGATION_UNKNOWN
              : DenialReason.AUTHORITY_UNAVAILABLE,
          "delegation check: " + reason);
    }
  }

  private ActionSet permitted(Delegation delegation) {
    Instant now = clock.instant();
    boolean open =
        (delegation.getState() == DelegationState.DELEGATION_STATE_ISSUED
                || delegation.getState() == DelegationState.DELEGATION_STATE_ACTIVE)
            && now.isBefore(instant(delegation.getExpiresAt()));
    List<Action> actions = new ArrayList<>();
    if (open) {
      delegation.getActionsList().forEach(name -> actions.add(new Action(name)));
    }
    if (open || compensates(delegation, now)) {
      for (Compensation compensation : delegation.getCompensationsList()) {
        if (delegation.getRecordedActionsList().contains(compensation.getUndoes())) {
          actions.add(new Action(compensation.getAction()));
        }
      }
    }
    if (actions.isEmpty()) {
      throw new DenialException(
          open ? DenialReason.ACTION_NOT_GRANTED : ended(delegation), "delegation permits nothing");
    }
    return ActionSet.of(actions);
  }

  private static boolean compensates(Delegation delegation, Instant now) {
    return switch (delegation.getState()) {
      case DELEGATION_STATE_ISSUED,
          DELEGATION_STATE_ACTIVE,
          DELEGATION_STATE_REVOKED,
          DELEGATION_STATE_CLOSED ->
          now.isBefore(instant(delegation.getCompensateUntil()));
      case DELEGATION_STATE_UNSPECIFIED,
          DELEGATION_STATE_REVOKED_HARD,
          DELEGATION_STATE_ABANDONED,
          UNRECOGNIZED ->
          false;
    };
  }

  private static DenialReason ended(Delegation delegation) {
    return switch (delegation.getState()) {
      case DELEGATION_STATE_REVOKED, DELEGATION_STATE_REVOKED_HARD ->
          DenialReason.DELEGATION_REVOKED;
      case DELEGATION_STATE_CLOSED, DELEGATION_STATE_ABANDONED -> DenialReason.DELEGATION_CLOSED;
      case DELEGATION_STATE_ISSUED, DELEGATION_STATE_ACTIVE -> DenialReason.DELEGATION_EXPIRED;
      case DELEGATION_STATE_UNSPECIFIED, UNRECOGNIZED -> DenialReason.DELEGATION_UNKNOWN;
    };
  }

  private static void requireEqual(String what, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new DenialException(
          DenialReason.CONTEXT_FORGED, what + ": another than the delegation's");
    }
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
