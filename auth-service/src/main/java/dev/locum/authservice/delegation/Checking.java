package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.DelegationClaims;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks a delegation where the gateway sees it: on a call before it is forwarded, on a task before
 * it is delivered. It binds nothing and records no step: that is left to the worker's own
 * verification, so that each layer refuses alone.
 */
public final class Checking {

  private final Decisions decisions;
  private final Tickets tickets;

  Checking(Decisions decisions, Tickets tickets) {
    this.decisions = decisions;
    this.tickets = tickets;
  }

  /** Where the gateway found the delegation. */
  public enum Place {
    /** On a call that starts a workflow. */
    START,
    /** On a call to a workflow that exists: signal, update, query. */
    MESSAGE,
    /** On a command of a running workflow. */
    COMMAND,
    /** On a task that is about to be delivered. */
    DISPATCH
  }

  /**
   * What the gateway asks.
   *
   * @param token the delegation token, as the message carried it
   * @param workload who is connected
   * @param place where it was found
   * @param execution what the call or task is about
   * @param user the user that the message names as principal
   * @param tenant the tenant that it names
   * @param asStarter whether a worker that starts work as well calls as a starter
   */
  public record Question(
      RawToken token,
      WorkloadId workload,
      Place place,
      Execution execution,
      String user,
      String tenant,
      boolean asStarter) {}

  /**
   * The answer.
   *
   * @param delegation the record
   * @param validFor for how long the same question may be answered so again
   */
  public record Answer(Delegation delegation, Duration validFor) {}

  /**
   * Checks.
   *
   * @param gateway who asks
   * @throws DenialException why not; its public reason is {@code DELEGATION_REJECTED}, {@code
   *     DELEGATION_NOT_HERE}, {@code CREDENTIAL_REJECTED} or {@code AUTHORITY_UNAVAILABLE}
   */
  public Answer check(Workload gateway, Question question, String correlationId) {
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_CHECKED, question.workload().value(), correlationId)
            .audience(gateway.id().value());
    VerifiedDelegationToken token;
    try {
      token = tickets.genuine(question.token());
    } catch (DenialException e) {
      throw Neutral.of(decisions.refuse(event, e));
    }
    event.token(token.life().id().value());
    Described.by(event, token, question.execution(), "", Optional.empty());
    return Neutral.answer(() ->
        decisions.decide(
            event,
            DelegationRows.foreseen(token.claims().delegation()),
            (tx, draft) -> check(tx, draft, token, question)));
  }

  private Answer check(
      Transaction tx, AuditDraft event, VerifiedDelegationToken token, Question question) {
    requirePrincipal(token.claims(), question);
    Workload workload =
        Workloads.findEnabled(tx, question.workload())
            .orElseThrow(() ->
                new DenialException(
                    DenialReason.WORKLOAD_DISABLED, "workload " + question.workload()));
    WorkloadKind role = roleOf(workload, question);
    TaskCheck.Task task = TaskCheck.task(tx, token);
    Decisions.of(event, task.delegation());
    Instant now = tickets.now();
    switch (question.place()) {
      case START -> {
        requireClientOf(role, workload, task);
        TaskCheck.requireStart(task, question.execution());
        requireFresh(token);
        requireOpen(tx, task, now);
      }
      case MESSAGE -> {
        TaskCheck.requireMessage(tx, task, question.execution());
        if (role == WorkloadKind.WORKER) {
          requireTenantOf(workload, task);
          requireAnything(tx, task, now);
        } else {
          requireClientOf(role, workload, task);
          requireFresh(token);
          requireOpen(tx, task, now);
        }
      }
      case COMMAND -> {
        requireWorkerOf(role, workload, task);
        TaskCheck.requireCommand(task, question.execution());
        requireAnything(tx, task, now);
      }
      case DISPATCH -> {
        requireWorkerOf(role, workload, task);
        TaskCheck.inspect(tx, workload, task, question.execution());
        requireAnything(tx, task, now);
      }
    }
    return new Answer(task.delegation(), validFor(task.delegation(), now));
  }

  /** In one role at a time, so that a client's calls get no leave that only workers have. */
  private static WorkloadKind roleOf(Workload workload, Question question) {
    if (!question.asStarter()) {
      return workload.kind();
    }
    TaskCheck.require(workload.isStarter(), DenialReason.DELEGATION_WRONG_WORKLOAD);
    return WorkloadKind.STARTER;
  }

  /** The principal beside the token counts only when it equals the delegation (S2-24D). */
  private static void requirePrincipal(DelegationClaims claims, Question question) {
    TaskCheck.require(
        question.user().equals(claims.subject().value())
            && question.tenant().equals(claims.scope().tenant().value()),
        DenialReason.CONTEXT_FORGED);
  }

  /** A trigger acts for every tenant, each time with the delegation; a starter for its own. */
  private static void requireClientOf(WorkloadKind role, Workload workload, TaskCheck.Task task) {
    switch (role) {
      case TRIGGER -> {}
      case STARTER -> requireTenantOf(workload, task);
      case WORKER, DOWNSTREAM, OPERATOR, GATEWAY ->
          throw TaskCheck.refusal(DenialReason.DELEGATION_WRONG_WORKLOAD);
    }
  }

  private static void requireWorkerOf(WorkloadKind role, Workload workload, TaskCheck.Task task) {
    TaskCheck.require(role == WorkloadKind.WORKER, DenialReason.DELEGATION_WRONG_WORKLOAD);
    requireTenantOf(workload, task);
  }

  private static void requireTenantOf(Workload workload, TaskCheck.Task task) {
    TaskCheck.require(
        workload.tenant().equals(Optional.of(task.scope().tenant())),
        DenialReason.DELEGATION_WRONG_TENANT);
  }

  /** A client has the user beside it, or a fresh token; only workers live on with an old one. */
  private void requireFresh(VerifiedDelegationToken token) {
    TaskCheck.require(!tickets.isExpired(token), DenialReason.DELEGATION_EXPIRED);
  }

  private static void requireOpen(Transaction tx, TaskCheck.Task task, Instant now) {
    Permission permission = Permission.of(tx, task, now, false);
    if (!permission.isOpen()) {
      throw permission.ended();
    }
  }

  /** Undoing needs its tasks and commands as well. */
  private static void requireAnything(Transaction tx, TaskCheck.Task task, Instant now) {
    Permission.of(tx, task, now, false).all();
  }

  private static Duration validFor(Delegation delegation, Instant now) {
    Duration left = Duration.between(now, delegation.times().expiresAt());
    if (left.isNegative() || !delegation.standing().isOpen()) {
      return Duration.ZERO;
    }
    return left.compareTo(Verifying.VALID_FOR) < 0 ? left : Verifying.VALID_FOR;
  }
}
