package dev.locum.trigger.work;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.authority.AccessOwner;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.temporal.TemporalClient;
import dev.locum.trigger.temporal.WorkState;
import io.grpc.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets users follow their work. Whether they may is the auth service's answer; where the work
 * stands is Temporal's. Work that is seen to have ended ends its delegation.
 */
public final class FollowingWork {

  private static final Logger LOG = LoggerFactory.getLogger(FollowingWork.class);
  private static final Duration WATCH_PAUSE = Duration.ofMillis(200);

  /** Bounds what one page of a list asks of Temporal at a time. */
  private static final int LOOKS_AT_ONCE = 8;

  private final AuthServiceClient authService;
  private final TemporalClient temporal;
  private final WorkAudit audit;
  private final Clock clock;
  private final WatcherPlaces places;

  /**
   * Work to follow.
   *
   * @param places bounds the watchers
   */
  FollowingWork(
      AuthServiceClient authService,
      TemporalClient temporal,
      WorkAudit audit,
      Clock clock,
      WatcherPlaces places) {
    this.authService = authService;
    this.temporal = temporal;
    this.audit = audit;
    this.clock = clock;
    this.places = places;
  }

  /**
   * Work as it was seen.
   *
   * @param work what the caller is told
   * @param isLast whether nothing will change any more
   */
  private record Seen(Work work, boolean isLast) {}

  /** One work as it stands. */
  public Work get(WorkCall call, String workflowId) {
    return looked(call, event -> seen(call, audit.user(call, event), workflowId, event).work());
  }

  /**
   * The states of a work, from now to its last; on the calling thread.
   *
   * @param gone whether the watcher has gone away
   * @throws DenialException {@code TOKEN_REJECTED} when the watcher's token expires first, {@code
   *     WATCHERS_EXHAUSTED} if there are as many watchers, or watchers of this user, as there may
   *     be
   */
  public void watch(
      WorkCall call, String workflowId, BooleanSupplier gone, Consumer<Work> watcher) {
    looked(
        call,
        event -> {
          AccessOwner user = audit.user(call, event);
          WatcherPlaces.Place place = places.take(user);
          try (place) {
            return watched(call, user, workflowId, event, gone, watcher);
          } catch (DenialException e) {
            if (gone.getAsBoolean()) {
              // The question was cut off with the watcher: nobody refused anything.
              return user;
            }
            throw e;
          }
        });
  }

  private AccessOwner watched(
      WorkCall call,
      AccessOwner user,
      String workflowId,
      AuditDraft event,
      BooleanSupplier gone,
      Consumer<Work> watcher) {
    Seen last = seen(call, user, workflowId, event);
    watcher.accept(last.work());
    while (!last.isLast() && !gone.getAsBoolean()) {
      pause();
      if (!clock.instant().isBefore(user.expiresAt())) {
        throw new DenialException(DenialReason.TOKEN_EXPIRED, "while watching");
      }
      Seen next = seen(call, user, workflowId, event);
      if (!next.work().equals(last.work())) {
        watcher.accept(next.work());
      }
      last = next;
    }
    return user;
  }

  /** A page of the works that the user may see, newest first. */
  public ListWorkResponse list(WorkCall call, ListWorkRequest request) {
    return looked(
        call,
        event -> {
          AccessOwner user = audit.user(call, event);
          RequestForm.require(request);
          ListDelegationsResponse page = page(user, request);
          ListWorkResponse.Builder response =
              ListWorkResponse.newBuilder().setNextPageToken(page.getNextPageToken());
          return response.addAllWork(standing(page.getDelegationsList())).build();
        });
  }

  /**
   * Where each of them stands, in their order; what the caller no longer waits for is not asked.
   */
  private List<Work> standing(List<Delegation> delegations) {
    Context caller = Context.current();
    return delegations.stream()
        .gather(
            Gatherers.mapConcurrent(
                LOOKS_AT_ONCE,
                delegation -> asked(caller, () -> work(delegation, state(delegation)))))
        .toList();
  }

  private static <T> T asked(Context caller, Supplier<T> question) {
    Context thread = caller.attach();
    try {
      return question.get();
    } finally {
      caller.detach(thread);
    }
  }

  private ListDelegationsResponse page(AccessOwner user, ListWorkRequest request) {
    try {
      return authService.list(user, request.getPageSize(), request.getPageToken());
    } catch (DenialException e) {
      // Of what is asked there, only the page token is not of a form that is known here.
      throw e.reason() == DenialReason.REQUEST_INVALID ? RequestForm.pageToken() : e;
    }
  }

  /** The result of a work, once it has one. */
  public GetResultResponse result(WorkCall call, GetResultRequest request) {
    return looked(
        call,
        event -> {
          AccessOwner user = audit.user(call, event);
          Duration wait = RequestForm.waitOf(request);
          Delegation delegation = find(user, request.getWorkflowId(), event);
          GetResultResponse.Builder response = GetResultResponse.newBuilder();
          state(delegation)
              .flatMap(known ->
                  temporal.awaitClose(
                      delegation.getScope().getNamespace(),
                      delegation.getScope().getWorkflowId(),
                      wait))
              .ifPresent(closed -> WorkResult.put(closed, response));
          return response.setWork(seen(call, user, request.getWorkflowId(), event).work()).build();
        });
  }

  /**
   * The delegation of a work that the user may see.
   *
   * @throws DenialException {@code WORK_NOT_FOUND} if there is none for them
   */
  Delegation find(AccessOwner user, String workflowId, AuditDraft event) {
    RequestForm.requireWorkflowId(workflowId);
    Delegation delegation = authService.find(user, workflowId);
    event.execution(WorkAudit.about(delegation));
    return delegation;
  }

  private Seen seen(WorkCall call, AccessOwner user, String workflowId, AuditDraft event) {
    Delegation found = find(user, workflowId, event);
    Optional<WorkState> state = state(found);
    Delegation delegation =
        state.filter(WorkState::isFinal).map(ended -> closed(call, found, ended)).orElse(found);
    Work work = work(delegation, state);
    boolean isLost = state.isEmpty() && hasEnded(delegation);
    return new Seen(work, isLost || WorkState.isFinal(work.getStatus()));
  }

  private Optional<WorkState> state(Delegation delegation) {
    return temporal.describe(
        delegation.getScope().getNamespace(),
        delegation.getScope().getWorkflowId(),
        delegation.getFirstExecutionRunId());
  }

  /** Ends the delegation of ended work; if that fails now, the auth service finds out by itself. */
  private Delegation closed(WorkCall call, Delegation delegation, WorkState ended) {
    if (delegation.getFirstExecutionRunId().isEmpty()
        || delegation.getState() == DelegationState.DELEGATION_STATE_CLOSED) {
      return delegation;
    }
    try {
      return authService.close(
          delegation.getDelegationId(),
          delegation.getFirstExecutionRunId(),
          ended.outcome(),
          call.correlationId());
    } catch (DenialException e) {
      LOG.warn("delegation {} was not closed: {}", delegation.getDelegationId(), e.reason().code());
      return delegation;
    }
  }

  private static boolean hasEnded(Delegation delegation) {
    return switch (delegation.getState()) {
      case DELEGATION_STATE_CLOSED,
          DELEGATION_STATE_ABANDONED,
          DELEGATION_STATE_REVOKED,
          DELEGATION_STATE_REVOKED_HARD ->
          true;
      case DELEGATION_STATE_ISSUED,
          DELEGATION_STATE_ACTIVE,
          DELEGATION_STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          false;
    };
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
}
