package dev.locum.trigger.work;

import com.google.protobuf.util.Timestamps;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.authority.AccessOwner;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.temporal.StartOrder;
import dev.locum.trigger.temporal.TemporalClient;
import dev.locum.worker.context.Principal;
import io.grpc.Context;
import io.temporal.api.common.v1.Payload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts work: validate, delegate, start, bind, in that order. Nothing is kept here: the
 * idempotency key, its digest and the workflow id are the auth service's, so that whatever is cut
 * off between two steps is finished by the same key. A delegation whose workflow could not be
 * started is taken back, and whatever was started all the same is refused by its worker.
 */
public final class StartingWork {

  private static final Logger LOG = LoggerFactory.getLogger(StartingWork.class);

  /** Temporal ends an execution a little after its delegation can do anything any more. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final AuthServiceClient authService;
  private final TemporalClient temporal;
  private final WorkAudit audit;
  private final Clock clock;

  StartingWork(
      AuthServiceClient authService, TemporalClient temporal, WorkAudit audit, Clock clock) {
    this.authService = authService;
    this.temporal = temporal;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Starts work, or answers what the key already started.
   *
   * @throws DenialException why not; retryable ones are repeated with the same key
   */
  public StartWorkResponse start(WorkCall call, StartWorkRequest request) {
    IssueDelegationResponse issued =
        audit.told(
            audit.event(AuditEventType.WORK_REQUESTED, call),
            event -> delegate(call, request, event));
    Delegation delegation = issued.getDelegation();
    if (!delegation.getFirstExecutionRunId().isEmpty()) {
      return answer(delegation, delegation.getFirstExecutionRunId(), true);
    }
    AuditDraft started =
        audit
            .event(AuditEventType.WORK_STARTED, call)
            .subject(delegation.getSubject(), delegation.getScope().getTenant())
            .execution(WorkAudit.about(delegation));
    String run =
        whetherOrNotTheCallerWaits(
            () -> audit.told(started, event -> run(call, request, issued, event)));
    return answer(delegation, run, issued.getRepeated());
  }

  /**
   * What has begun is finished or taken back: the deadline and the cancellation of the caller, who
   * may be gone, would stop both.
   */
  private static <T> T whetherOrNotTheCallerWaits(Supplier<T> step) {
    Context detached = Context.current().fork();
    Context former = detached.attach();
    try {
      return step.get();
    } finally {
      detached.detach(former);
    }
  }

  private IssueDelegationResponse delegate(
      WorkCall call, StartWorkRequest request, AuditDraft event) {
    AccessOwner user = audit.user(call, event);
    RequestForm.require(request);
    List<Payload> input = WorkInput.payloads(request.getInputList());
    IssueDelegationRequest.Builder question =
        IssueDelegationRequest.newBuilder()
            .setAccessToken(user.token().reveal())
            .setRoute(request.getRoute())
            .setIdempotencyKey(request.getIdempotencyKey())
            .setRequestDigest(RequestDigest.of(request, input))
            .addAllActions(request.getActionsList())
            .setTaskQueue(request.getTaskQueue())
            .setCorrelationId(call.correlationId());
    if (request.hasDeadline()) {
      question.setLifetime(request.getDeadline());
    }
    IssueDelegationResponse issued = authService.issue(user, question.build());
    event.execution(WorkAudit.about(issued.getDelegation()));
    return issued;
  }

  private String run(
      WorkCall call, StartWorkRequest request, IssueDelegationResponse issued, AuditDraft event) {
    Delegation delegation = issued.getDelegation();
    requireStartable(issued);
    String run;
    try {
      run = temporal.start(order(request, issued));
    } catch (DenialException e) {
      takeBack(call, delegation);
      throw e;
    }
    event.execution(WorkAudit.about(delegation).withRun(run));
    bind(call, delegation, run);
    return run;
  }

  /** A delegation that has ended, or that has run out, has no token to start with. */
  private static void requireStartable(IssueDelegationResponse issued) {
    boolean isIssued = issued.getDelegation().getState() == DelegationState.DELEGATION_STATE_ISSUED;
    if (!isIssued || issued.getDelegationToken().isEmpty()) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT, "the delegation ended before the work was started");
    }
  }

  /** If it cannot be bound now, its worker's first verification binds it: the work has started. */
  private void bind(WorkCall call, Delegation delegation, String run) {
    try {
      authService.bindRun(delegation.getDelegationId(), run, call.correlationId());
    } catch (DenialException e) {
      if (!e.reason().publicReason().isRetryable()) {
        throw e;
      }
      LOG.warn(
          "delegation {} is left to be bound by its worker: {}",
          delegation.getDelegationId(),
          e.reason().code());
    }
  }

  /**
   * If it cannot be taken back now, the auth service gives it up when nobody has bound it in time.
   */
  private void takeBack(WorkCall call, Delegation delegation) {
    try {
      authService.takeBack(delegation.getDelegationId(), call.correlationId());
    } catch (DenialException alsoUnavailable) {
      audit
          .event(AuditEventType.DELEGATION_REVOKED, call)
          .execution(WorkAudit.about(delegation))
          .undecided(alsoUnavailable.reason().code(), "left to the auth service's start window")
          .record();
    }
  }

  private StartOrder order(StartWorkRequest request, IssueDelegationResponse issued) {
    Delegation delegation = issued.getDelegation();
    Instant end = Instant.ofEpochMilli(Timestamps.toMillis(delegation.getCompensateUntil()));
    return new StartOrder(
        delegation.getScope().getNamespace(),
        delegation.getScope().getWorkflowType(),
        delegation.getScope().getWorkflowId(),
        delegation.getScope().getTaskQueues(0),
        delegation.getDelegationId(),
        WorkInput.payloads(request.getInputList()),
        WorkHeaders.of(
            RawToken.of(issued.getDelegationToken()),
            new Principal(delegation.getSubject(), delegation.getScope().getTenant())),
        Duration.between(clock.instant(), end).plus(MARGIN));
  }

  private static StartWorkResponse answer(Delegation delegation, String run, boolean repeated) {
    return StartWorkResponse.newBuilder()
        .setWorkflowId(delegation.getScope().getWorkflowId())
        .setRunId(run)
        .setDelegationId(delegation.getDelegationId())
        .setRepeated(repeated)
        .build();
  }
}
