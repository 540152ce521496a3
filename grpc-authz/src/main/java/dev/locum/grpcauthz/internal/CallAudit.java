package dev.locum.grpcauthz.internal;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditTokens;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.grpcauthz.audit.DenialDecision;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each decision about a call as one {@code DOWNSTREAM_CALLED} event: which service, for
 * which user and tenant, in which workflow, with which action (S2-19), and why if it was refused
 * (H10).
 */
public final class CallAudit {

  private static final Logger log = LoggerFactory.getLogger(CallAudit.class);

  private final AuditRecorder recorder;
  private final Audience self;
  private final Map<String, String> actions = new ConcurrentHashMap<>();

  /** Records as {@code recorder}'s part, about calls of the service {@code self}. */
  public CallAudit(AuditRecorder recorder, Audience self) {
    this.recorder = recorder;
    this.self = self;
  }

  /**
   * Records that a call is let in, before it takes effect.
   *
   * @throws DenialException {@code AUDIT_UNAVAILABLE} if the event could not be kept: then the call
   *     is not let in
   */
  void allowed(MethodContract contract, CallerContext caller, String correlationId) {
    try {
      draft(contract, caller, correlationId)
          .decision(
              new AuditDecision(
                  AuditDecision.Outcome.ALLOWED, "", detail(contract, caller, ""), false))
          .record();
    } catch (AuditUnavailableException e) {
      throw new DenialException(DenialReason.AUDIT_UNAVAILABLE, "audit: event not kept");
    }
  }

  /** Records that a call was refused; it stays refused if that cannot be kept. */
  void refused(
      MethodContract contract, CallerContext caller, Rejection rejection, String correlationId) {
    DenialReason reason = rejection.reason();
    try {
      draft(contract, caller, correlationId)
          .decision(DenialDecision.of(reason, detail(contract, caller, rejection.detail())))
          .record();
    } catch (AuditUnavailableException e) {
      log.error("refusal {} of {} is not in the audit trail", reason.code(), contract.method(), e);
    }
  }

  private AuditDraft draft(MethodContract contract, CallerContext caller, String correlationId) {
    AuditExecution work =
        AuditExecution.ofDelegation(caller.delegation().map(DelegationId::value).orElse(""))
            .withWorkflow("", "", caller.workflowId())
            .withAction(action(contract));
    AuditDraft draft =
        recorder
            .draft(AuditEventType.DOWNSTREAM_CALLED)
            .actor(caller.service().map(WorkloadId::value).orElse(""))
            .execution(work)
            .tokens(AuditTokens.of(caller.tokenId()).forAudience(self.value()))
            .correlation(correlationId);
    caller
        .endUser()
        .ifPresent(
            user -> draft.subject(user.subject(), user.tenant().map(TenantId::value).orElse("")));
    caller.onBehalfOf().ifPresent(who -> draft.subject(who.user().value(), who.tenant().value()));
    return draft;
  }

  /** Once for each method that requires scopes; those are as many as the contract has. */
  private String action(MethodContract contract) {
    return contract.requires().isPresent()
        ? actions.computeIfAbsent(contract.method(), name -> ContractAuthorizer.action(contract))
        : ContractAuthorizer.action(contract);
  }

  /** The store may set the actor to the part that reports; who called stands here as well. */
  private static String detail(MethodContract contract, CallerContext caller, String why) {
    return contract.method()
        + caller.service().map(service -> " by " + service).orElse("")
        + (caller.vouchedBy().isEmpty() ? "" : " (" + caller.vouchedBy() + ")")
        + caller.endUser().map(user -> " by a user of " + user.issuer()).orElse("")
        + (why.isEmpty() ? "" : ": " + why);
  }
}
