package dev.locum.testkit.token;

import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.ServiceClaims;
import dev.locum.token.TokenIssuer;
import dev.locum.token.WorkloadId;
import java.time.Duration;

/** A service token in the making; by default of alice-worker for the auth service. */
public final class ServiceTokenDraft extends TokenDraft<ServiceTokenDraft> {

  private WorkloadId workload = new WorkloadId("alice-worker");
  private Audience audience = TestIssuer.AUTH_SERVICE;

  ServiceTokenDraft(TestIssuer issuer) {
    super(issuer);
  }

  public ServiceTokenDraft workload(String workload) {
    this.workload = new WorkloadId(workload);
    return this;
  }

  public ServiceTokenDraft audience(String audience) {
    this.audience = new Audience(audience);
    return this;
  }

  /** What it will say. */
  public ServiceClaims claims() {
    return new ServiceClaims(workload, audience);
  }

  @Override
  IssuedToken issue(TokenIssuer tokens, Duration life) {
    return tokens.issueServiceToken(claims(), life);
  }

  @Override
  ServiceTokenDraft self() {
    return this;
  }
}
