package dev.locum.trigger.work;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.trigger.authority.AccessOwner;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.temporal.TemporalClient;
import dev.locum.worker.context.Principal;
import io.temporal.api.common.v1.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets users signal, query and cancel their work. A signal or query carries a fresh token of the
 * work's own delegation, since the worker accepts none without.
 */
public final class ControllingWork {

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

  /**
   * What a user may do with a work.
   *
   * @param user who
   * @param delegation the work
   * @param step does it
   */
  private record Permitted<T>(AccessOwner user, Delegation delegation, Supplier<T> step) {}

  /** Signals. */
  public void signal(WorkCall call, SignalWorkRequest request) {
    controlled(
        call,
        "signal",
        event -> {
          AccessOwner user = audit.user(call, event);
          RequestForm.requireName("signal_name", request.getSignalName());
          List<Payload> input = WorkInput.payloads(request.getInputList());
          Delegation delegation = following.find(user, request.getWorkflowId(), event);
          Map<String, Payload> context = context(call, user, delegation);
          return new Permitted<>(
              user,
              delegation,
              () -> {
                temporal.signal(
                    delegation.getScope().getNamespace(),
                    delegation.getScope().getWorkflowId(),
                    request.getSignalName(),
                    input,
                    context);
                return delegation;
              });
        });
  }

  /** Queries; the workflow's answer. */
  public Optional<Data> query(WorkCall call, QueryWorkRequest request) {
    return controlled(
        call,
        "query",
        event -> {
          AccessOwner user = audit.user(call, event);
          RequestForm.requireName("query_type", request.getQueryType());
          List<Payload> input = WorkInput.payloads(request.getInputList());
          Delegation delegation = following.find(user, request.getWorkflowId(), event);
          Map<String, Payload> context = context(call, user, delegation);
          return new Permitted<>(
              user,
              delegation,
              () ->
                  temporal
                      .query(
                          delegation.getScope().getNamespace(),
                          delegation.getScope().getWorkflowId(),
                          request.getQueryType(),
                          input,
                          context)
                      .map(WorkInput::data));
        });
  }

  /** Asks the work to cancel itself. */
  public void cancel(WorkCall call, CancelWorkRequest request) {
    controlled(
        call,
        "cancel",
        event -> {
          AccessOwner user = audit.user(call, event);
          RequestForm.requireReason(request.getReason());
          Delegation delegation = following.find(user, request.getWorkflowId(), event);
          return new Permitted<>(
              user,
              delegation,
              () -> {
                temporal.cancel(
                    delegation.getScope().getNamespace(),
                    delegation.getScope().getWorkflowId(),
                    delegation.getFirstExecutionRunId(),
                    request.getReason());
                return delegation;
              });
        });
  }

  private Map<String, Payload> context(WorkCall call, AccessOwner user, Delegation delegation) {
    return WorkHeaders.of(
        authService.renew(user, delegation.getDelegationId(), call.correlationId()),
        new Principal(delegation.getSubject(), delegation.getScope().getTenant()));
  }

  /** Decides, tells, does; if it cannot be done after all, tells that too. */
  private <T> T controlled(
      WorkCall call, String what, Function<AuditDraft, Permitted<T>> decision) {
    Permitted<T> permitted =
        audit.told(
            event(call),
            event -> {
              try {
                return decision.apply(event);
              } finally {
                event.action(what);
              }
            });
    AccessOwner user = permitted.user();
    return audit.toldIfRefused(
        event(call)
            .subject(user.subject(), user.tenant())
            .token(user.tokenId())
            .execution(WorkAudit.about(permitted.delegation()).withAction(what)),
        event -> permitted.step().get());
  }

  private AuditDraft event(WorkCall call) {
    return audit.event(AuditEventType.WORK_CONTROLLED, call);
  }
}
