package dev.locum.worker.verification;

import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.worker.identity.WorkerIdentity;

/**
 * The auth service, as a worker asks it: always with the worker's own credential.
 *
 * <p>Every method throws {@link DenialException} for a refusal; one whose reason is retryable means
 * that nobody decided. Every method returns within its deadline. Thread-safe.
 */
public interface DelegationAuthority {

  /** What this worker is. */
  WorkerIdentity describeSelf();

  /**
   * Whether the delegation allows the work; a forward action is recorded as taken when it is
   * allowed.
   */
  Verdict verify(RawToken token, Work work);

  /** A fresh token of the same delegation. */
  Ticket renew(RawToken token, Work work);

  /** A token for one downstream with at most these actions. */
  Ticket exchange(RawToken token, Work work, Exchange exchange);

  /** Reports that the workflow has ended; repeating it succeeds. */
  void close(DelegationId delegation, String firstExecutionRunId, String outcome);

  /**
   * What a downstream token is asked for.
   *
   * @param downstream the registered name of the downstream
   * @param actions at least one
   */
  record Exchange(String downstream, ActionSet actions) {}
}
