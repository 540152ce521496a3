package dev.locum.testkit.token;

import dev.locum.token.ActionSet;
import dev.locum.token.Actor;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.WorkloadId;
import java.time.Duration;
import java.time.Instant;

/**
 * A downstream token in the making; by default for fleet, of alice-worker who runs Ada's trip-1.
 */
public final class DownstreamTokenDraft extends TokenDraft<DownstreamTokenDraft> {

  private DelegationId delegation = new DelegationId("delegation-1");
  private Subject subject = new Subject("user-ada");
  private TenantId tenant = new TenantId("alice");
  private Audience audience = new Audience("fleet");
  private ActionSet actions = ActionSet.ofNames("fleet.reserve", "fleet.release");
  private Actor actor = Actor.of(new WorkloadId("trigger")).then(new WorkloadId("alice-worker"));
  private String workflowId = "trip-1";

  DownstreamTokenDraft(TestIssuer issuer) {
    super(issuer);
  }

  public DownstreamTokenDraft delegation(String id) {
    this.delegation = new DelegationId(id);
    return this;
  }

  /** Another user of another tenant. */
  public DownstreamTokenDraft of(String subject, String tenant) {
    this.subject = new Subject(subject);
    this.tenant = new TenantId(tenant);
    return this;
  }

  public DownstreamTokenDraft audience(String audience) {
    this.audience = new Audience(audience);
    return this;
  }

  public DownstreamTokenDraft actions(String... actions) {
    this.actions = ActionSet.ofNames(actions);
    return this;
  }

  public DownstreamTokenDraft actor(Actor actor) {
    this.actor = actor;
    return this;
  }

  public DownstreamTokenDraft workflowId(String workflowId) {
    this.workflowId = workflowId;
    return this;
  }

  /** What it will say. */
  public DownstreamClaims claims() {
    return new DownstreamClaims(delegation, subject, tenant, audience, actions, actor, workflowId);
  }

  @Override
  IssuedToken issue(TokenIssuer tokens, Duration life) {
    return tokens.issueDownstreamToken(claims(), life, Instant.MAX);
  }

  @Override
  DownstreamTokenDraft self() {
    return this;
  }
}
