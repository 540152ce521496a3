package dev.locum.trigger.work;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.authority.AccessOwner;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.temporal.TemporalClient;
import dev.locum.trigger.temporal.WorkState;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets users follow their work. Whether they may is the auth service's answer; where the work
 * stands is Temporal's. Work that is seen to have ended ends its delegation.
 */
public final class FollowingWork {

  private static final Logger LOG = LoggerFactory.getLogger(FollowingWork.class);
  private static final Duration WATCH_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final int MAX_PAGE = 500;

  private final AuthServiceClient authService;
  private final TemporalClient temporal;
  private final WorkAudit audit;
  private final Clock clock;

  FollowingWork(
      AuthServiceClient authService, TemporalClient temporal, WorkAudit audit, Clock clock) {
    this.authService = authService;
    this.temporal = temporal;
    this.audit = audit;
    this.clock = clock;
  }

  /** One work as it stands. */
  public Work get(WorkCall call, String workflowId) {
    return looked(call, event -> seen(call, audit.user(call, event), workflowId, event));
  }

  /**
   * The states of a work, from now to its last; on the calling thread.
   *
   * @param gone whether the watcher has gone away
   * @throws DenialException {@code TOKEN_REJECTED} when the watcher's token expires first
   */
  public void watch(
      WorkCall call, String workflowId, BooleanSupplier gone, Consumer<Work> watcher) {
    looked(
        call,
        event -> {
          AccessOwner user = audit.user(call, event);
          Work last = seen(call, user, workflowId, event);
          watcher.accept(last);
          while (!isFinal(last) && !gone.getAsBoolean()) {
            pause();
            if (!clock.instant().isBefore(user.expiresAt())) {
              throw new DenialException(DenialReason.TOKEN_EXPIRED, "while watching");
            }
            Work next = seen(call, user, workflowId, event);
            if (!next.equals(last)) {
              watcher.accept(next);
              last = next;
            }
          }
          return last;
        });
  }

  /** A page of the works that the user may see, newest first. */
  public ListWorkResponse list(WorkCall call, int pageSize, String pageToken) {
    return looked(
        call,
        event -> {
          if (pageSize < 0 || pageSize > MAX_PAGE) {
            throw invalid("page_size: " + pageSize + " (expected: 1 to " + MAX_PAGE + ")");
          }
          AccessOwner user = audit.user(call, event);
          ListDelegationsResponse page = authService.list(user, pageSize, pageToken);
          ListWorkResponse.Builder response =
              ListWorkResponse.newBuilder().setNextPageToken(page.getNextPageToken());
          page.getDelegationsList()
              .forEach(delegation -> response.addWork(work(delegation, state(delegation))));
          return response.build();
        });
  }

  /** The result of a work, once it has one. */
  public GetResultResponse result(WorkCall call, String workflowId, Duration wait) {
    return looked(
        call,
        event -> {
          if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            throw invalid("wait: " + wait + " (expected: 0 to " + LONGEST_WAIT + ")");
          }
          AccessOwner user = audit.user(call, event);
          Delegation delegation = find(user, workflowId, event);
          GetResultResponse.Builder response = GetResultResponse.newBuilder();
          if (!delegation.getFirstExecutionRunId().isEmpty()) {
            temporal
                .awaitClose(delegation.getScope().getNamespace(), workflowId, wait)
                .ifPresent(closed -> WorkResult.put(closed, response));
          }
          return response.setWork(seen(call, user, workflowId, event)).build();
        });
  }

  Delegation find(AccessOwner user, String workflowId, AuditDraft event) {
    if (workflowId.isEmpty() || workflowId.length() > 255) {
      throw new DenialException(DenialReason.WORK_NOT_FOUND, "workflow id of another form");
    }
    Delegation delegation = authService.find(user, workflowId);
    event.execution(WorkAudit.about(delegation));
    return delegation;
  }

  private Work seen(WorkCall call, AccessOwner user, String workflowId, AuditDraft event) {
    Delegation delegation = find(user, workflowId, event);
    Optional<WorkState> state = state(delegation);
    state.filter(WorkState::isFinal).ifPresent(ended -> close(call, delegation, ended));
    return work(delegation, state);
  }

  private Optional<WorkState> state(Delegation delegation) {
    return delegation.getState() == DelegationState.DELEGATION_STATE_ISSUED
            && delegation.getFirstExecutionRunId().isEmpty()
        ? Optional.empty()
        : temporal.describe(
            delegation.getScope().getNamespace(), delegation.getScope().getWorkflowId());
  }

  /** Ends the delegation of ended work; if that fails now, the auth service finds out by itself. */
  private void close(WorkCall call, Delegation delegation, WorkState ended) {
    if (delegation.getFirstExecutionRunId().isEmpty()
        || delegation.getState() == DelegationState.DELEGATION_STATE_CLOSED) {
      return;
    }
    try {
      authService.close(
          delegation.getDelegationId(),
          delegation.getFirstExecutionRunId(),
          ended.outcome(),
          call.correlationId());
    } catch (DenialException e) {
      LOG.warn("delegation {} was not closed: {}", delegation.getDelegationId(), e.reason().code());
    }
  }

  private static Work work(Delegation delegation, Optional<WorkState> state) {
    Work.Builder work =
        Work.newBuilder()
            .setWorkflowId(delegation.getScope().getWorkflowId())
            .setRunId(state.map(WorkState::runId).orElse(delegation.getFirstExecutionRunId()))
            .setRoute(delegation.getRoute())
            .setWorkflowType(delegation.getScope().getWorkflowType())
            .setRequestedBy(delegation.getSubject())
            .setStatus(state.map(WorkState::status).orElseGet(() -> unknown(delegation)))
            .setAcceptedAt(delegation.getIssuedAt())
            .setDelegationId(delegation.getDelegationId())
            .setDelegationState(
                delegation.getState().name().substring("DELEGATION_STATE_".length()));
    state.flatMap(WorkState::closedAt).ifPresent(work::setClosedAt);
    return work.build();
  }

  /** Temporal does not know it (any more): the delegation says what is known. */
  private static WorkStatus unknown(Delegation delegation) {
    return switch (delegation.getState()) {
      case DELEGATION_STATE_ISSUED -> WorkStatus.WORK_STATUS_ACCEPTED;
      case DELEGATION_STATE_CLOSED -> closed(delegation.getEndReason());
      case DELEGATION_STATE_ABANDONED, DELEGATION_STATE_REVOKED, DELEGATION_STATE_REVOKED_HARD ->
          WorkStatus.WORK_STATUS_FAILED;
      case DELEGATION_STATE_ACTIVE, DELEGATION_STATE_UNSPECIFIED, UNRECOGNIZED ->
          WorkStatus.WORK_STATUS_UNSPECIFIED;
    };
  }

  private static WorkStatus closed(String outcome) {
    for (WorkStatus status : WorkStatus.values()) {
      if (status.name().equals("WORK_STATUS_" + outcome)) {
        return status;
      }
    }
    return WorkStatus.WORK_STATUS_UNSPECIFIED;
  }

  private static boolean isFinal(Work work) {
    return new WorkState(work.getStatus(), "", Optional.empty()).isFinal();
  }

  private <T> T looked(WorkCall call, Function<AuditDraft, T> step) {
    return audit.toldIfRefused(audit.event(AuditEventType.CALL_AUTHORIZED, call), step);
  }

  private static void pause() {
    try {
      Thread.sleep(WATCH_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DenialException(DenialReason.SERVER_FAULT, "interrupted while watching");
    }
  }

  private static DenialException invalid(String detail) {
    return new DenialException(DenialReason.REQUEST_INVALID, detail);
  }
}
