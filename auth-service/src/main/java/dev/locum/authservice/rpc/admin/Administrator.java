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
   * @param tenant empty: the request is about the platform
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if the platform is not theirs to administer;
   *     {@code ENTITY_NOT_FOUND} if it is about another tenant: nothing of that is there for them
   */
  void requireScope(Optional<TenantId> tenant) {
    if (isOfATenant() && tenant.isEmpty()) {
      throw new DenialException(DenialReason.CALLER_NOT_ALLOWED, scope());
    }
    requireThere(tenant);
  }

  private void requireThere(Optional<TenantId> tenant) {
    if (isOfATenant() && !workload.tenant().equals(tenant)) {
      throw new DenialException(
          DenialReason.ENTITY_NOT_FOUND,
          scope() + ", not of " + tenant.map(TenantId::value).orElse("the platform"));
    }
  }

  /** Whether of one tenant alone; what is not of it looks to them as if it were not there. */
  boolean isOfATenant() {
    return workload.tenant().isPresent();
  }

  private String scope() {
    return "administrator of tenant " + workload.tenant().map(TenantId::value).orElse("");
  }

  /**
   * Goes on if they may give anything at all: whoever takes away, for the sake of security, does
   * not decide that it is well again.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if not
   */
  void requireMayGive() {
    boolean gives =
        workload.administratorRoles().contains(AdministratorRole.OPERATOR)
            || workload.administratorRoles().contains(AdministratorRole.ADMINISTRATOR);
    if (!gives) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED,
          workload.administratorRoles() + " " + workload.id() + " enables nothing");
    }
  }

  /**
   * Goes on if they may administer this workload: only a full administrator makes, changes or takes
   * away administrators, since everybody else could make themselves one.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if not; {@code ENTITY_NOT_FOUND} if it is
   *     the platform's or another tenant's, and they administer one tenant
   */
  void requireWorkload(Workload other) {
    requireThere(other.tenant());
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
