package dev.locum.testkit.token;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DelegationId;
import dev.locum.token.IssuedToken;
import dev.locum.token.StatusReference;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A delegation token in the making; by default of Ada's TripWorkflow trip-1 on queue-alice. */
public final class DelegationTokenDraft extends TokenDraft<DelegationTokenDraft> {

  private DelegationId delegation = new DelegationId("delegation-1");
  private Subject subject = new Subject("user-ada");
  private Audience trustDomain = TestIssuer.TRUST_DOMAIN;
  private ActionSet actions = ActionSet.ofNames("fleet.reserve", "fleet.release", "billing.charge");
  private StatusReference status = new StatusReference(1, 0);
  private WorkflowScope scope =
      new WorkflowScope(
          new TenantId("alice"), "default", "TripWorkflow", "trip-1", List.of("queue-alice"));

  DelegationTokenDraft(TestIssuer issuer) {
    super(issuer);
  }

  public DelegationTokenDraft delegation(String id) {
    this.delegation = new DelegationId(id);
    return this;
  }

  /** Another user of another tenant. */
  public DelegationTokenDraft of(String subject, String tenant) {
    this.subject = new Subject(subject);
    return scope(
        new WorkflowScope(
            new TenantId(tenant),
            scope.namespace(),
            scope.workflowType(),
            scope.workflowId(),
            scope.taskQueues()));
  }

  public DelegationTokenDraft trustDomain(String trustDomain) {
    this.trustDomain = new Audience(trustDomain);
    return this;
  }

  public DelegationTokenDraft actions(String... actions) {
    this.actions = ActionSet.ofNames(actions);
    return this;
  }

  public DelegationTokenDraft scope(WorkflowScope scope) {
    this.scope = scope;
    return this;
  }

  public DelegationTokenDraft workflow(String workflowType, String workflowId) {
    return scope(
        new WorkflowScope(
            scope.tenant(), scope.namespace(), workflowType, workflowId, scope.taskQueues()));
  }

  public DelegationTokenDraft namespace(String namespace) {
    return scope(
        new WorkflowScope(
            scope.tenant(),
            namespace,
            scope.workflowType(),
            scope.workflowId(),
            scope.taskQueues()));
  }

  public DelegationTokenDraft taskQueues(String... taskQueues) {
    return scope(
        new WorkflowScope(
            scope.tenant(),
            scope.namespace(),
            scope.workflowType(),
            scope.workflowId(),
            List.of(taskQueues)));
  }

  public DelegationTokenDraft status(long index, long minimumEpoch) {
    this.status = new StatusReference(index, minimumEpoch);
    return this;
  }

  /** What it will say. */
  public DelegationClaims claims() {
    return new DelegationClaims(
        delegation, subject, trustDomain, actions, new WorkloadId("trigger"), scope, status);
  }

  @Override
  IssuedToken issue(TokenIssuer tokens, Duration life) {
    return tokens.issueDelegationToken(claims(), life, Instant.MAX);
  }

  @Override
  DelegationTokenDraft self() {
    return this;
  }
}
