package dev.locum.authservice.rpc;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.workload.Workload;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/**
 * Which tenants an operator sees: all, or the one that they administer alone. Another's looks to
 * them as if it were not there, and that they asked for it is in the trail.
 *
 * @param trail where it is told
 */
record OperatorViews(AuditTrail trail) {

  /**
   * The tenant that is asked for; of an administrator of one tenant, that one alone.
   *
   * @param operator as known now
   * @param asked empty: whatever they see
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is another's
   */
  Optional<TenantId> tenant(Caller caller, Workload operator, Optional<TenantId> asked) {
    Optional<TenantId> own = operator.tenant();
    if (asked.isPresent() && own.isPresent() && !asked.equals(own)) {
      throw refused(caller, operator, DenialReason.ENTITY_NOT_FOUND);
    }
    return own.or(() -> asked);
  }

  /**
   * Goes on if they see this tenant's work.
   *
   * @throws DenialException {@code WORK_NOT_FOUND} if it is another's
   */
  void requireWork(Caller caller, TenantId tenant) {
    Workload operator = caller.workload();
    if (operator.tenant().filter(own -> !own.equals(tenant)).isPresent()) {
      throw refused(caller, operator, DenialReason.WORK_NOT_FOUND);
    }
  }

  private DenialException refused(Caller caller, Workload operator, DenialReason reason) {
    String detail = "administrator of tenant " + operator.tenant().map(TenantId::value).orElse("");
    trail
        .draft(AuditEventType.CALL_AUTHORIZED)
        .actor(caller.actor())
        .correlation(caller.correlationId())
        .refused(reason.code(), detail + ": asked for another's")
        .record();
    return new DenialException(reason, detail);
  }
}
