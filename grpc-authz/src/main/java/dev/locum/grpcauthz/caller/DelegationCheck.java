package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.header.ForwardedPrincipal;
import dev.locum.token.ActionSet;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * Asks the authority whether a forwarded identity is that of a delegation: without it, a trusted
 * workload could name any user of the tenants for which it is trusted. Thread-safe.
 */
@FunctionalInterface
public interface DelegationCheck {

  /**
   * What the delegation permits now.
   *
   * @param caller the trusted workload that calls
   * @param forwarded what it forwarded; names a delegation
   * @throws DenialException {@link DenialReason#CONTEXT_FORGED} if user, tenant or workflow are not
   *     the delegation's, a {@code DELEGATION_…} reason if it does not count, {@link
   *     DenialReason#AUTHORITY_UNAVAILABLE} if that cannot be found out
   */
  Permitted check(WorkloadId caller, ForwardedPrincipal forwarded, String correlationId);

  /**
   * What a delegation permits.
   *
   * @param actions the actions, compensations among them where they are due
   * @param workflowId the workflow for which it was made
   */
  record Permitted(ActionSet actions, String workflowId) {}
}
