package dev.locum.worker.verification;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.grpcauthz.audit.DenialDecision;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import org.jspecify.annotations.Nullable;

/** Records every verification, cached and refused ones too. */
public final class VerificationAudit {

  private final AuditRecorder recorder;

  public VerificationAudit(AuditRecorder recorder) {
    this.recorder = recorder;
  }

  /**
   * Records that the work was allowed.
   *
   * @param cached whether no question was asked for it
   * @throws DenialException {@code AUDIT_UNAVAILABLE} if it could not be recorded; the work must
   *     not be done
   */
  public void allowed(CheckedToken token, Work work, boolean cached) {
    AuditDraft draft = draft(token, work);
    record(cached ? draft.allowedFromCache() : draft.allowed());
  }

  /**
   * Records that the work was refused.
   *
   * @param token the token, if it was one
   * @throws DenialException {@code AUDIT_UNAVAILABLE} if it could not be recorded; the refusal is
   *     then not final either
   */
  public void refused(@Nullable CheckedToken token, Work work, DenialException denial) {
    record(draft(token, work).decision(DenialDecision.of(denial.rejection())));
  }

  private AuditDraft draft(@Nullable CheckedToken token, Work work) {
    WorkExecution execution = work.execution();
    AuditDraft draft =
        recorder
            .draft(AuditEventType.DELEGATION_VERIFIED)
            .correlation(work.correlationId())
            .execution(
                new AuditExecution(
                    "",
                    execution.namespace(),
                    execution.workflowType(),
                    execution.workflowId(),
                    execution.runId(),
                    execution.taskQueue(),
                    work.activityType(),
                    work.action().map(Object::toString).orElse("")));
    if (token == null) {
      return draft;
    }
    return draft
        .delegation(token.claims().delegation().value())
        .subject(token.claims().subject().value(), token.claims().scope().tenant().value())
        .token(token.token().life().id().value());
  }

  private static void record(AuditDraft draft) {
    try {
      draft.record();
    } catch (AuditUnavailableException e) {
      throw new DenialException(DenialReason.AUDIT_UNAVAILABLE, "the audit spool takes no event");
    }
  }
}
