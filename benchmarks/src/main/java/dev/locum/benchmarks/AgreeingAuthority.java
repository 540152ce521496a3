package dev.locum.benchmarks;

import dev.locum.token.ActionSet;
import dev.locum.token.DelegationClaims;
import dev.locum.token.RawToken;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.Ticket;
import dev.locum.worker.verification.Verdict;
import dev.locum.worker.verification.Work;
import java.time.Duration;
import java.util.List;

/** An auth service that is next door and agrees; its answers may be used for 5 seconds. */
final class AgreeingAuthority implements DelegationAuthority {

  private final DelegationClaims claims;
  private final ActionSet compensations;

  AgreeingAuthority(DelegationClaims claims, ActionSet compensations) {
    this.claims = claims;
    this.compensations = compensations;
  }

  @Override
  public WorkerIdentity describeSelf() {
    throw new UnsupportedOperationException("not asked in a benchmark");
  }

  @Override
  public Verdict verify(RawToken token, Work work) {
    return new Verdict(
        claims.delegation(),
        claims.subject(),
        claims.scope().tenant(),
        claims.actions(),
        compensations,
        false,
        Duration.ofSeconds(5));
  }

  @Override
  public Ticket renew(RawToken token, Work work) {
    throw new UnsupportedOperationException("not asked in a benchmark");
  }

  @Override
  public Ticket exchange(RawToken token, Work work, Exchange exchange) {
    throw new UnsupportedOperationException("not asked in a benchmark");
  }

  @Override
  public Ticket delegateChild(RawToken token, Work work, Child child) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close(List<EndedWork> ended) {
    throw new UnsupportedOperationException("not asked in a benchmark");
  }
}
