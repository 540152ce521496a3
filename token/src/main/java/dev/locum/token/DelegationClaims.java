package dev.locum.token;

/**
 * What a delegation token says: what the user allowed one workflow to do. A profile of OAuth
 * Transaction Tokens (TT-2): {@code txn}, {@code sub}, {@code scope}, {@code req_wl}, {@code tctx}.
 *
 * @param delegation {@code txn}
 * @param subject {@code sub}: the user
 * @param trustDomain {@code aud}: the one trust domain in which it may be shown
 * @param actions {@code scope}: at least one action
 * @param requestingWorkload {@code req_wl}: the workload that asked for it
 * @param scope {@code tctx}: the workflow
 * @param status {@code status} and {@code epoch}: where revocation is looked up
 */
public record DelegationClaims(
    DelegationId delegation,
    Subject subject,
    Audience trustDomain,
    ActionSet actions,
    WorkloadId requestingWorkload,
    WorkflowScope scope,
    StatusReference status) {

  /**
   * Checks that it permits something: an unconstrained or empty delegation cannot exist (S3-83).
   *
   * @throws IllegalArgumentException if it permits no action
   */
  public DelegationClaims {
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("actions: none (expected: at least one)");
    }
  }
}
