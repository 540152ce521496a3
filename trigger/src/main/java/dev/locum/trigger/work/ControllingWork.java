package dev.locum.trigger.work;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.authority.AccessOwner;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.temporal.TemporalClient;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.api.common.v1.Payload;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets users signal, query and cancel their work. A signal or query carries a fresh token of the
 * work's own delegation, since the worker accepts none without.
 */
public final class ControllingWork {

  private static final int MAX_NAME = 255;
  private static final int MAX_REASON = 200;

  private final AuthServiceClient authService;
  private final TemporalClient temporal;
  private final FollowingWork following;
  private final WorkAudit audit;

  ControllingWork(
      AuthServiceClient authService,
      TemporalClient temporal,
      FollowingWork following,
      WorkAudit audit) {
    this.authService = authService;
    this.temporal = temporal;
    this.following = following;
    this.audit = audit;
  }

  /** Signals. */
  public void signal(WorkCall call, SignalWorkRequest request) {
    controlled(
        call,
        "signal",
        event -> {
          AccessOwner user = audit.user(call, event);
          requireName("signal_name", request.getSignalName());
          var input = WorkInput.payloads(request.getInputList());
          Delegation delegation = following.find(user, request.getWorkflowId(), event);
          temporal.signal(
              delegation.getScope().getNamespace(),
              request.getWorkflowId(),
              request.getSignalName(),
              input,
              context(call, user, delegation));
          return delegation;
        });
  }

  /** Queries; the workflow's answer. */
  public Optional<Data> query(WorkCall call, QueryWorkRequest request) {
    return controlled(
        call,
        "query",
        event -> {
          AccessOwner user = audit.user(call, event);
          requireName("query_type", request.getQueryType());
          var input = WorkInput.payloads(request.getInputList());
          Delegation delegation = following.find(user, request.getWorkflowId(), event);
          return temporal
              .query(
                  delegation.getScope().getNamespace(),
                  request.getWorkflowId(),
                  request.getQueryType(),
                  input,
                  context(call, user, delegation))
              .map(WorkInput::data);
        });
  }

  /** Asks the work to cancel itself. */
  public void cancel(WorkCall call, CancelWorkRequest request) {
    controlled(
        call,
        "cancel",
        event -> {
          AccessOwner user = audit.user(call, event);
          if (request.getReason().length() > MAX_REASON) {
            throw invalid("reason: too long (expected: at most " + MAX_REASON + " characters)");
          }
          Delegation delegation = following.find(user, request.getWorkflowId(), event);
          temporal.cancel(
              delegation.getScope().getNamespace(), request.getWorkflowId(), request.getReason());
          return delegation;
        });
  }

  private Map<String, Payload> context(WorkCall call, AccessOwner user, Delegation delegation) {
    return LocumHeaders.encode(
        authService.renew(user, delegation.getDelegationId(), call.correlationId()),
        new Principal(delegation.getSubject(), delegation.getScope().getTenant()));
  }

  private <T> T controlled(WorkCall call, String what, Function<AuditDraft, T> step) {
    return audit.told(
        audit.event(AuditEventType.WORK_CONTROLLED, call),
        event -> {
          try {
            return step.apply(event);
          } finally {
            event.action(what);
          }
        });
  }

  private static void requireName(String field, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw invalid(field + ": refused (expected: 1 to " + MAX_NAME + " characters)");
    }
  }

  private static DenialException invalid(String detail) {
    return new DenialException(DenialReason.REQUEST_INVALID, detail);
  }
}
