package dev.locum.trigger.work;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.grpcauthz.audit.DenialDecision;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.authority.AccessOwner;
import dev.locum.trigger.authority.AuthServiceClient;
import java.util.function.Function;

/**
 * Asks whose call it is, does what is asked, and tells of it: one event for each call that starts
 * or controls work, and one for each refusal. What cannot be told of is not done.
 */
final class WorkAudit {

  private final AuditRecorder recorder;
  private final AuthServiceClient authService;
  private final TokenHolders holders;

  WorkAudit(AuditRecorder recorder, AuthServiceClient authService, TokenHolders holders) {
    this.recorder = recorder;
    this.authService = authService;
    this.holders = holders;
  }

  /** A new event of a user's call. */
  AuditDraft event(AuditEventType type, WorkCall call) {
    return recorder.draft(type).correlation(call.correlationId());
  }

  /**
   * The user of a call, who has proven to hold the token if it is bound. The proof counts once, so
   * this is asked once for each call.
   *
   * @throws DenialException if the token does not count, or not for whoever shows it
   */
  AccessOwner user(WorkCall call, AuditDraft event) {
    AccessOwner user = authService.introspect(call.token(), call.correlationId());
    event.subject(user.subject(), user.tenant()).token(user.tokenId());
    holders.require(user.confirmation(), call.token(), call.holder());
    return user;
  }

  /** Decides about something that changes work, and tells of it: before it is done, if allowed. */
  <T> T told(AuditDraft event, Function<AuditDraft, T> step) {
    try {
      T answer = step.apply(event);
      event.allowed().record();
      return answer;
    } catch (DenialException e) {
      throw refused(event, e);
    } catch (AuditUnavailableException e) {
      throw new DenialException(DenialReason.AUDIT_UNAVAILABLE, "the spool is full or lost");
    }
  }

  /** Does something that only looks; tells of it when it is refused. */
  <T> T toldIfRefused(AuditDraft event, Function<AuditDraft, T> step) {
    try {
      return step.apply(event);
    } catch (DenialException e) {
      throw refused(event, e);
    }
  }

  private static DenialException refused(AuditDraft event, DenialException e) {
    try {
      event.decision(DenialDecision.of(e.rejection())).record();
      return e;
    } catch (AuditUnavailableException unavailable) {
      return new DenialException(DenialReason.AUDIT_UNAVAILABLE, "the spool is full or lost");
    }
  }

  static AuditExecution about(Delegation delegation) {
    return AuditExecution.ofDelegation(delegation.getDelegationId())
        .withWorkflow(
            delegation.getScope().getNamespace(),
            delegation.getScope().getWorkflowType(),
            delegation.getScope().getWorkflowId())
        .withRun(delegation.getFirstExecutionRunId());
  }
}
