package dev.locum.worker.verification;

import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.worker.context.Principal;

/**
 * A delegation that was verified for some work: proof that the work may be done. Only {@link
 * DelegationVerifier} makes one.
 */
public final class Acting {

  private final DelegationPresented presented;
  private final CheckedToken token;
  private final Verdict verdict;

  Acting(DelegationPresented presented, CheckedToken token, Verdict verdict) {
    this.presented = presented;
    this.token = token;
    this.verdict = verdict;
  }

  /** For whom. */
  public Principal principal() {
    return new Principal(token.claims().subject().value(), token.claims().scope().tenant().value());
  }

  public DelegationId delegation() {
    return token.claims().delegation();
  }

  /** What the user allowed; empty when only compensations are allowed any more. */
  public ActionSet actions() {
    return verdict.compensationsOnly() ? ActionSet.empty() : verdict.actions();
  }

  public Verdict verdict() {
    return verdict;
  }

  public CheckedToken token() {
    return token;
  }

  /** As it was presented; holds the token. */
  public DelegationPresented presented() {
    return presented;
  }

  public Work work() {
    return presented.work();
  }

  @Override
  public String toString() {
    return "Acting[" + delegation() + "]";
  }
}
