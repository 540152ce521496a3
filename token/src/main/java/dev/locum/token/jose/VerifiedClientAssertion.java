package dev.locum.token.jose;

import dev.locum.token.TokenLife;
import dev.locum.token.WorkloadId;

/**
 * A verified client assertion: proof that the workload holds a registered key, good for one use.
 */
public final class VerifiedClientAssertion {

  private final WorkloadId workload;
  private final TokenLife life;

  /** Only {@link ClientAssertionVerifier} constructs one. */
  VerifiedClientAssertion(WorkloadId workload, TokenLife life) {
    this.workload = workload;
    this.life = life;
  }

  public WorkloadId workload() {
    return workload;
  }

  public TokenLife life() {
    return life;
  }

  @Override
  public String toString() {
    return "VerifiedClientAssertion[" + workload + ", " + life.id() + "]";
  }
}
