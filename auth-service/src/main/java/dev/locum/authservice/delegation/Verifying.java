package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.policy.PermittedActions;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.denial.DenialException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Verifies a delegation for a worker, online: the answer that a worker needs before any work
 * begins, and before each action.
 */
public final class Verifying {

  /** How stale a worker's knowledge of a revocation may become. */
  public static final Duration VALID_FOR = Duration.ofSeconds(5);

  private final Decisions decisions;
  private final Tickets tickets;

  Verifying(Decisions decisions, Tickets tickets) {
    this.decisions = decisions;
    this.tickets = tickets;
  }

  /**
   * What a worker is about to do.
   *
   * @param token the delegation token, as the task carried it
   * @param execution the execution
   * @param activityType empty for the workflow itself
   * @param action the action that is about to be taken; empty: none yet
   */
  public record Question(
      RawToken token, Execution execution, String activityType, Optional<Action> action) {}

  /**
   * The answer.
   *
   * @param delegation the record
   * @param actions what the execution may do at most: a child's are its own, not its parent's
   * @param permitted what the worker may do now
   * @param validFor for how long it may use the answer; zero: for this once
   */
  public record Answer(
      Delegation delegation, ActionSet actions, PermittedActions permitted, Duration validFor) {}

  /**
   * Verifies.
   *
   * @throws DenialException why not; its public reason is {@code DELEGATION_REJECTED}, {@code
   *     DELEGATION_NOT_HERE}, {@code ACTION_NOT_ALLOWED} or {@code AUTHORITY_UNAVAILABLE}
   */
  public Answer verify(Workload worker, Question question, String correlationId) {
    AuditDraft event =
        decisions.event(AuditEventType.DELEGATION_VERIFIED, worker.id().value(), correlationId);
    question.action().ifPresent(action -> event.action(action.name()));
    VerifiedDelegationToken token;
    try {
      token = tickets.genuine(question.token());
    } catch (DenialException e) {
      throw Neutral.of(decisions.refuse(event, e));
    }
    event.token(token.life().id().value());
    Described.by(event, token, question.execution(), question.activityType(), question.action());
    return Neutral.answer(() ->
        decisions.decide(
            event,
            DelegationRows.foreseen(token.claims().delegation()),
            (tx, draft) -> verify(tx, draft, worker, token, question)));
  }

  private Answer verify(
      Transaction tx,
      AuditDraft event,
      Workload worker,
      VerifiedDelegationToken token,
      Question question) {
    Instant now = tickets.now();
    TaskCheck.Task task = TaskCheck.check(tx, worker, token, question.execution(), now);
    Decisions.of(event, task.delegation());
    Permission permission = Permission.of(tx, task, now, tickets.isExpired(token));
    question.action().ifPresent(permission::take);
    PermittedActions permitted = permission.all();
    boolean isWorkflow = question.activityType().isEmpty() && question.action().isEmpty();
    if (isWorkflow && permitted.compensationsOnly()) {
      throw permission.ended();
    }
    return new Answer(
        task.delegation(),
        task.actions(),
        permitted,
        validFor(task.delegation(), token, permitted, now));
  }

  private static Duration validFor(
      Delegation delegation,
      VerifiedDelegationToken token,
      PermittedActions permitted,
      Instant now) {
    if (permitted.compensationsOnly()) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, delegation.times().expiresAt());
    Duration ticket = Duration.between(now, token.life().expiresAt());
    Duration shortest = left.compareTo(ticket) < 0 ? left : ticket;
    return shortest.compareTo(VALID_FOR) < 0 ? shortest : VALID_FOR;
  }
}
