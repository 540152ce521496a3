package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/**
 * Who administers now. Whether they may call the method at all is decided before; here it is about
 * whom and what.
 *
 * @param workload the operator, as it was read for this call
 */
record Administrator(Workload workload) {

  /** The caller of the call that this thread serves. */
  static Administrator current() {
    return new Administrator(Caller.current().workload());
  }

  /**
   * Goes on if they may administer something of this tenant.
   *
   * @param tenant empty: something of the platform
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if they are another tenant's administrator
   */
  void requireScope(Optional<TenantId> tenant) {
    Optional<TenantId> own = workload.tenant();
    if (own.isPresent() && !own.equals(tenant)) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "administrator of tenant " + own.get() + " alone");
    }
  }

  /**
   * Goes on if they may administer this workload: only a full administrator makes, changes or takes
   * away administrators, since everybody else could make themselves one.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if not
   */
  void requireWorkload(Workload other) {
    requireScope(other.tenant());
    boolean isFull =
        workload.tenant().isEmpty()
            && workload.administratorRoles().contains(AdministratorRole.ADMINISTRATOR);
    if (other.kind() == WorkloadKind.OPERATOR && !isFull) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED,
          "administrators are administered by ADMINISTRATOR alone");
    }
  }
}
