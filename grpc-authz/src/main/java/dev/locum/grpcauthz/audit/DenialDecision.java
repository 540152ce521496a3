package dev.locum.grpcauthz.audit;

import dev.locum.audit.AuditDecision;
import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;

/**
 * A denial as the decision of an audit event: refused, or undecided where nobody could decide
 * ({@link DenialReason#isUndecided}).
 */
@Incubating
public final class DenialDecision {

  private DenialDecision() {}

  /** The decision with the rejection's own detail, which is for the trail only. */
  public static AuditDecision of(Rejection rejection) {
    return of(rejection.reason(), rejection.detail());
  }

  /** The decision with another detail, which is for the trail only and holds no secret. */
  public static AuditDecision of(DenialReason reason, String detail) {
    return reason.isUndecided()
        ? AuditDecision.undecided(reason.code(), detail)
        : AuditDecision.refused(reason.code(), detail);
  }
}
