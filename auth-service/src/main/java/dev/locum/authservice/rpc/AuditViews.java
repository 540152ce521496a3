package dev.locum.authservice.rpc;

import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.delegation.Finding;
import dev.locum.authservice.possession.AccessHolder;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/**
 * Who sees which part of the trail: an operator all, or the tenant that they name, or the one that
 * they administer alone; a user of whom a role manages work their tenant's; any other user what is
 * about themselves. Whatever a user asks for, another tenant's is not there.
 */
final class AuditViews {

  private final Store store;
  private final AccessTokens accessTokens;
  private final Finding finding;
  private final OperatorViews operators;

  AuditViews(Store store, AccessTokens accessTokens, Finding finding, OperatorViews operators) {
    this.store = store;
    this.accessTokens = accessTokens;
    this.finding = finding;
    this.operators = operators;
  }

  /**
   * A part of the trail.
   *
   * @param tenant only this tenant's; empty: all
   * @param subject only this user's; empty: all
   * @param who whose view it is: the user, or the operator
   * @param again how to ask for it again in the same call; empty: an operator asks
   */
  record View(String tenant, String subject, String who, Optional<ShownAccess> again) {

    AuditQuery in(AuditQuery query) {
      return query.where(AuditQuery.Field.TENANT, tenant).where(AuditQuery.Field.SUBJECT, subject);
    }
  }

  /**
   * What the caller sees now; asked again and again for those who follow, since a user, a session
   * or a workload may end meanwhile.
   *
   * @param access the user's; empty: an operator asks
   * @param tenant what an operator asks for; empty: all
   * @throws DenialException if nothing
   */
  View of(Caller caller, Optional<ShownAccess> access, String tenant) {
    if (access.isPresent()) {
      return ofUser(access.get());
    }
    if (!caller.is(WorkloadKind.OPERATOR)) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "access_token: absent");
    }
    Optional<Workload> operator =
        store.read(tx -> Workloads.findEnabled(tx, caller.workload().id()));
    if (operator.isEmpty()) {
      throw new DenialException(
          DenialReason.WORKLOAD_DISABLED, "workload " + caller.workload().id());
    }
    Optional<TenantId> seen =
        operators.tenant(
            caller, operator.get(), Wire.optional(tenant, text -> Wire.tenant("tenant", text)));
    return new View(
        seen.map(TenantId::value).orElse(""), "", "workload " + operator.get().id(), access);
  }

  private View ofUser(ShownAccess shown) {
    ActiveAccess access = accessTokens.introspect(shown).orElseThrow();
    String subject = finding.managesWork(access) ? "" : access.subject().value();
    return new View(
        access.tenant().value(),
        subject,
        access.subject().value(),
        Optional.of(again(shown, access)));
  }

  /** Its proof counts once, and was made for this very call. */
  private static ShownAccess again(ShownAccess shown, ActiveAccess access) {
    return access
        .confirmation()
        .map(bound -> new ShownAccess(shown.token(), new AccessHolder.Proven(bound)))
        .orElse(shown);
  }
}
