package dev.locum.worker.verification;

import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.identity.WorkerIdentity;
import java.util.List;

/**
 * The auth service, as a worker asks it: always with the worker's own credential.
 *
 * <p>Every method throws {@link DenialException} for a refusal; one whose reason is retryable means
 * that nobody decided. Every method returns within its deadline. Thread-safe.
 */
public interface DelegationAuthority {

  /** What one report may hold. */
  int MOST_ENDED = 100;

  /** What this worker is. */
  WorkerIdentity describeSelf();

  /**
   * Whether the delegation allows the work; a forward action is recorded as taken when it is
   * allowed.
   */
  Verdict verify(RawToken token, Work work);

  /** A fresh token of the same delegation. */
  Ticket renew(RawToken token, Work work);

  /**
   * A fresh token of the same delegation that is bound to this process's key: for downstreams
   * alone.
   */
  default Ticket renewBound(RawToken token, Work work) {
    throw new DenialException(DenialReason.PROOF_NEEDED, "this worker has no key to bind to");
  }

  /**
   * A fresh token of the same delegation that is bound to the client certificate with which this
   * process is connected to the auth service: for downstreams that are called with the same one.
   */
  default Ticket renewForCertificate(RawToken token, Work work) {
    throw new DenialException(
        DenialReason.PROOF_NEEDED, "this worker has no certificate to bind to");
  }

  /** A token for one downstream with at most these actions. */
  Ticket exchange(RawToken token, Work work, Exchange exchange);

  /** A delegation token for one child of the workflow, with these actions. */
  Ticket delegateChild(RawToken token, Work work, Child child);

  /**
   * Reports that workflows have ended; repeating it succeeds. What is refused for good is not
   * repeated and not told.
   *
   * @param ended at most {@value #MOST_ENDED}
   */
  void close(List<EndedWork> ended);

  /**
   * A workflow that has ended.
   *
   * @param delegation its delegation
   * @param firstExecutionRunId the first run of its chain
   * @param outcome how, in the auth service's words
   */
  record EndedWork(DelegationId delegation, String firstExecutionRunId, String outcome) {}

  /**
   * What a downstream token is asked for.
   *
   * @param downstream the registered name of the downstream
   * @param actions at least one
   * @param proving whether it is to be bound to this process's key
   */
  record Exchange(String downstream, ActionSet actions, boolean proving) {}

  /**
   * A child with a delegation of its own.
   *
   * @param workflowType its type
   * @param workflowId its workflow id
   * @param taskQueue its queue, of any pool of the tenant that the route names
   * @param actions what it may do, at least one
   */
  record Child(String workflowType, String workflowId, String taskQueue, ActionSet actions) {}
}
