package dev.locum.worker.verification;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationClaims;
import dev.locum.token.RawToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.identity.WorkerSelf;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.Layers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a delegation allows some work at this worker: the only place that makes an {@link
 * Acting}.
 *
 * <p><b>Security guarantees</b> of what it answers: the token was signed by the auth service; the
 * principal is the token's; the work is addressed to this worker and belongs to the delegation's
 * workflow; the auth service has confirmed all that, and the action, for this worker's own identity
 * at most 5 seconds ago; the decision is in the audit spool. Thread-safe.
 */
public final class DelegationVerifier {

  private final Parts parts;
  private final Verdicts verdicts;

  public DelegationVerifier(Parts parts) {
    this.parts = parts;
    this.verdicts = new Verdicts(parts.clock());
  }

  /**
   * Verifies for work that has effects: asks the auth service unless its last answer may be used
   * again.
   *
   * @throws DenialException if the work is refused, or cannot be decided about
   */
  public Acting verify(DelegationPresented presented) {
    return verify(presented, false);
  }

  /**
   * Verifies a delegation under which only undoing may be left: like {@link #verify}, but work
   * without an action is also allowed when the auth service permits nothing but compensations any
   * more. For a later run of a workflow that started rightly.
   *
   * @throws DenialException as {@link #verify}
   */
  public Acting verifyContinued(DelegationPresented presented) {
    return verify(presented, true);
  }

  private Acting verify(DelegationPresented presented, boolean continued) {
    @Nullable CheckedToken token = null;
    try {
      token = checkToken(presented);
      Answer answer = answer(token, presented);
      requireAllowed(answer.verdict(), token.claims(), presented.work(), continued);
      parts.audit().allowed(token, presented.work(), token.cached() && answer.cached());
      return new Acting(presented, token, answer.verdict());
    } catch (DenialException e) {
      if (e.reason() != DenialReason.AUDIT_UNAVAILABLE) {
        parts.audit().refused(token, presented.work(), e);
      }
      throw e;
    }
  }

  /**
   * Verifies without asking anybody, for reading only: signature, principal, address; the token
   * itself must not have expired.
   *
   * @throws DenialException if it is refused
   */
  public CheckedToken verifyToken(DelegationPresented presented) {
    @Nullable CheckedToken token = null;
    try {
      token = checkToken(presented);
      if (token.expired()) {
        throw new DenialException(
            DenialReason.TOKEN_EXPIRED, "exp: " + token.token().life().expiresAt());
      }
      parts.audit().allowed(token, presented.work(), token.cached());
      return token;
    } catch (DenialException e) {
      if (e.reason() != DenialReason.AUDIT_UNAVAILABLE) {
        parts.audit().refused(token, presented.work(), e);
      }
      throw e;
    }
  }

  private CheckedToken checkToken(DelegationPresented presented) {
    CheckedToken token = parts.cache().check(presented.token());
    DelegationClaims claims = token.claims();
    if (parts.layers().isOn(Layer.PRINCIPAL)
        && !presented
            .principal()
            .equals(new Principal(claims.subject().value(), claims.scope().tenant().value()))) {
      throw new DenialException(
          DenialReason.CONTEXT_FORGED, "the principal is not the token's subject and tenant");
    }
    if (parts.layers().isOn(Layer.ADDRESS)) {
      requireAddressed(claims.scope(), presented.work().execution());
    }
    requireWorkflow(claims.scope(), presented.work().execution());
    return token;
  }

  private void requireAddressed(WorkflowScope scope, WorkExecution execution) {
    WorkerIdentity self = parts.self().require();
    if (!scope.tenant().equals(self.tenant())) {
      throw new DenialException(
          DenialReason.DELEGATION_WRONG_TENANT, "this worker is of tenant " + self.tenant());
    }
    if (!scope.permitsQueue(execution.taskQueue())) {
      throw new DenialException(
          DenialReason.DELEGATION_WRONG_QUEUE, "taken from a queue that the token does not name");
    }
    if (!self.owns(execution.namespace(), execution.taskQueue())) {
      throw new DenialException(
          DenialReason.DELEGATION_WRONG_WORKLOAD, "taken from a queue of somebody else");
    }
  }

  /**
   * A token of one workflow is no token of another (S3-17); of a child, the root must be the
   * token's.
   */
  private static void requireWorkflow(WorkflowScope scope, WorkExecution execution) {
    if (!scope.namespace().equals(execution.namespace())) {
      throw new DenialException(DenialReason.DELEGATION_WRONG_NAMESPACE, "another namespace");
    }
    if (scope.workflowId().equals(execution.workflowId())) {
      if (!scope.workflowType().equals(execution.workflowType())) {
        throw new DenialException(DenialReason.DELEGATION_WRONG_TYPE, "another workflow type");
      }
      return;
    }
    Lineage lineage = execution.lineage();
    // Without lineage the auth service decides, which knows the children that it has seen.
    if (lineage.isKnown() && !scope.workflowId().equals(lineage.rootWorkflowId())) {
      throw new DenialException(DenialReason.DELEGATION_WRONG_WORKFLOW, "another workflow");
    }
  }

  private Answer answer(CheckedToken token, DelegationPresented presented) {
    if (!parts.layers().isOn(Layer.AUTHORITY)) {
      return new Answer(unasked(token.claims()), true);
    }
    Optional<Verdict> known = verdicts.find(token, presented.work());
    if (known.isPresent()) {
      return new Answer(known.get(), true);
    }
    Instant asked = parts.clock().instant();
    Verdict verdict = parts.authority().verify(current(token, presented), presented.work());
    verdicts.keep(token, presented.work(), verdict, asked);
    return new Answer(verdict, false);
  }

  /**
   * An expired token that is not renewed any more is still a ticket for compensations; the record
   * decides.
   */
  private RawToken current(CheckedToken token, DelegationPresented presented) {
    try {
      return parts.tickets().current(token, presented).token();
    } catch (DenialException e) {
      if (e.reason().isRetryable() || presented.work().action().isEmpty()) {
        throw e;
      }
      return presented.token();
    }
  }

  private static void requireAllowed(
      Verdict verdict, DelegationClaims claims, Work work, boolean continued) {
    if (!verdict.delegation().equals(claims.delegation())
        || !verdict.subject().equals(claims.subject())
        || !verdict.tenant().equals(claims.scope().tenant())) {
      throw new DenialException(
          DenialReason.CONTEXT_FORGED, "the auth service's record differs from the token");
    }
    Optional<Action> action = work.action();
    if (action.isEmpty()) {
      if (verdict.compensationsOnly() && !continued) {
        throw new DenialException(
            DenialReason.DELEGATION_REVOKED, "only compensations are allowed any more");
      }
    } else if (!verdict.permits(action.get())) {
      throw new DenialException(DenialReason.ACTION_NOT_GRANTED, "action " + action.get());
    }
  }

  /** Only in tests that switch the question off. */
  private static Verdict unasked(DelegationClaims claims) {
    return new Verdict(
        claims.delegation(),
        claims.subject(),
        claims.scope().tenant(),
        claims.actions(),
        ActionSet.empty(),
        false,
        Duration.ZERO);
  }

  private record Answer(Verdict verdict, boolean cached) {}

  /**
   * What it works with.
   *
   * @param cache checks signatures
   * @param authority the auth service
   * @param tickets renews tokens
   * @param self what this worker is
   * @param audit records every decision
   * @param layers all, except in tests
   * @param clock bounds the use of answers
   */
  public record Parts(
      DelegationCache cache,
      DelegationAuthority authority,
      Tickets tickets,
      WorkerSelf self,
      VerificationAudit audit,
      Layers layers,
      Clock clock) {}
}
