package dev.locum.token;

/**
 * What a downstream token says: a delegation narrowed to one service. It names no other service and
 * no action of one (S3-44, S3-48).
 *
 * @param delegation {@code txn}
 * @param subject {@code sub}: the user for whom the worker acts
 * @param tenant {@code tenant}
 * @param audience {@code aud}: the one downstream
 * @param actions {@code scope}: at least one action
 * @param actor {@code act}: the worker, before it the trigger
 * @param workflowId {@code tctx.workflow_id}, for the downstream's audit
 */
public record DownstreamClaims(
    DelegationId delegation,
    Subject subject,
    TenantId tenant,
    Audience audience,
    ActionSet actions,
    Actor actor,
    String workflowId) {

  /**
   * Checks that it permits something.
   *
   * @throws IllegalArgumentException if it permits no action or names no workflow
   */
  public DownstreamClaims {
    Names.require("workflow id", workflowId, Names.TEMPORAL, 255);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("actions: none (expected: at least one)");
    }
  }
}
