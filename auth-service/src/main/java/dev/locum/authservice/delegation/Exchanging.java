package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.possession.Held;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.ActionSet;
import dev.locum.token.Actor;
import dev.locum.token.Audience;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.PreparedToken;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Exchanges a delegation token for a narrower one (RFC 8693): for one downstream, or for one child
 * workflow. What was asked for beyond the delegation or the target is refused, never cut (S3-45).
 */
public final class Exchanging {

  private final Decisions decisions;
  private final Tickets tickets;
  private final SenderProofs proofs;

  Exchanging(Decisions decisions, Tickets tickets, SenderProofs proofs) {
    this.decisions = decisions;
    this.tickets = tickets;
    this.proofs = proofs;
  }

  /** What the new token is for. */
  public sealed interface Target {

    /** One downstream. */
    record Service(String downstream) implements Target {}

    /** One child workflow on a queue of the same tenant that the route allows. */
    record Child(String workflowType, String workflowId, String taskQueue) implements Target {}
  }

  /**
   * A worker asks for a narrower token.
   *
   * @param token the delegation token
   * @param execution the execution; empty: the caller has none, and a run must be bound already
   * @param target what for
   * @param actions at least one
   * @param shown to what a downstream token can be bound
   */
  public record Question(
      RawToken token,
      Optional<Execution> execution,
      Target target,
      ActionSet actions,
      ShownProof shown) {

    /** A question that shows nothing but its token. */
    public Question(
        RawToken token, Optional<Execution> execution, Target target, ActionSet actions) {
      this(token, execution, target, actions, ShownProof.none());
    }
  }

  /**
   * Exchanges.
   *
   * @throws DenialException why not
   */
  public IssuedToken exchange(Workload worker, Question question, String correlationId) {
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_EXCHANGED, worker.id().value(), correlationId)
            .action(question.actions().toScope());
    VerifiedDelegationToken token;
    Held held;
    try {
      token = tickets.genuine(question.token());
      held = proofs.require(question.shown());
      TaskCheck.require(!question.actions().isEmpty(), DenialReason.ACTION_NOT_DECLARED);
    } catch (DenialException e) {
      throw Neutral.of(decisions.refuse(event, e));
    }
    event.parentToken(token.life().id().value());
    return Neutral.answer(() ->
            decisions.decide(
                event,
                DelegationRows.foreseen(token.claims().delegation()),
                (tx, draft) -> exchange(tx, draft, new Asked(worker, token, held, question))))
        .sign();
  }

  /** A question, with what is proven of it. */
  private record Asked(
      Workload worker, VerifiedDelegationToken token, Held held, Question question) {}

  private PreparedToken exchange(Transaction tx, AuditDraft event, Asked asked) {
    Workload worker = asked.worker();
    VerifiedDelegationToken token = asked.token();
    Question question = asked.question();
    Instant now = tickets.now();
    Execution execution = question.execution().orElseGet(() -> boundRun(tx, worker, token));
    Described.by(event, token, execution, "", Optional.empty());
    event.action(question.actions().toScope());
    TaskCheck.Task task = TaskCheck.check(tx, worker, token, execution, now);
    Decisions.of(event, task.delegation());
    Permission permission = Permission.of(tx, task, now, tickets.isExpired(token));
    PreparedToken issued =
        switch (question.target()) {
          case Target.Service service -> {
            event.audience(service.downstream());
            yield forService(tx, asked, task, service, permission);
          }
          case Target.Child child -> forChild(tx, task, child, question.actions(), permission);
        };
    event.token(issued.life().id().value());
    return issued;
  }

  /**
   * The execution of a caller who has only the token: the bound run, on a queue that the caller
   * serves.
   */
  private static Execution boundRun(
      Transaction tx, Workload worker, VerifiedDelegationToken token) {
    Delegation delegation =
        DelegationRows.find(tx, token.claims().delegation())
            .orElseThrow(() -> TaskCheck.refusal(DenialReason.DELEGATION_UNKNOWN));
    WorkflowScope scope = token.claims().scope();
    List<String> queues = TaskCheck.queuesOf(worker, scope);
    TaskCheck.require(!queues.isEmpty(), DenialReason.DELEGATION_WRONG_WORKLOAD);
    String run =
        delegation
            .standing()
            .firstRun()
            .orElseThrow(() -> TaskCheck.refusal(DenialReason.DELEGATION_WRONG_RUN));
    return new Execution(
        scope.namespace(),
        scope.workflowType(),
        scope.workflowId(),
        run,
        "",
        queues.get(0),
        "",
        "");
  }

  private PreparedToken forService(
      Transaction tx,
      Asked asked,
      TaskCheck.Task task,
      Target.Service service,
      Permission permission) {
    Delegation delegation = task.delegation();
    Route route = route(tx, delegation);
    Downstream downstream = downstream(tx, delegation, route, service);
    ActionSet actions = asked.question().actions();
    // First the right, then the target: who lacks an action learns nothing of the downstream.
    TaskCheck.require(task.actions().containsAll(actions), DenialReason.ACTION_NOT_GRANTED);
    TaskCheck.require(
        downstream.actions().containsAll(actions), DenialReason.ACTION_NOT_OF_DOWNSTREAM);
    Optional<Confirmation> binding = route.constraintFor(downstream).bindingTo(asked.held());
    actions.forEach(permission::take);
    Instant limit =
        permission.isOpen() ? delegation.times().expiresAt() : delegation.times().compensateUntil();
    DownstreamClaims claims =
        new DownstreamClaims(
            delegation.id(),
            delegation.party().subject(),
            delegation.tenant(),
            downstream.name(),
            actions,
            Actor.of(delegation.party().requestingWorkload()).then(asked.worker().id()),
            delegation.scope().workflowId());
    return tickets
        .issuer()
        .prepareDownstreamToken(claims, downstream.tokenLifetime(), limit, binding);
  }

  private static Route route(Transaction tx, Delegation delegation) {
    return Rules.findRoute(tx, delegation.tenant(), delegation.route())
        .orElseThrow(() -> TaskCheck.refusal(DenialReason.ROUTE_NOT_FOUND));
  }

  /** The downstream, if the route exchanges for it and it was not withheld from this delegation. */
  private static Downstream downstream(
      Transaction tx, Delegation delegation, Route route, Target.Service service) {
    Audience name = audience(service);
    Downstream downstream =
        Rules.findDownstream(tx, name)
            .orElseThrow(() -> TaskCheck.refusal(DenialReason.DOWNSTREAM_NOT_OF_ROUTE));
    TaskCheck.require(
        route.modeOf(name).filter(mode -> mode == DownstreamMode.EXCHANGE).isPresent(),
        DenialReason.DOWNSTREAM_NOT_OF_ROUTE);
    TaskCheck.require(
        !Withholding.isWithheld(tx, delegation.id(), name), DenialReason.DELEGATION_REVOKED);
    return downstream;
  }

  private static Audience audience(Target.Service service) {
    try {
      return new Audience(service.downstream());
    } catch (IllegalArgumentException e) {
      throw TaskCheck.refusal(DenialReason.DOWNSTREAM_NOT_OF_ROUTE);
    }
  }

  private PreparedToken forChild(
      Transaction tx,
      TaskCheck.Task task,
      Target.Child child,
      ActionSet actions,
      Permission permission) {
    if (!permission.isOpen()) {
      throw permission.ended();
    }
    TaskCheck.require(task.actions().containsAll(actions), DenialReason.ACTION_NOT_GRANTED);
    Delegation delegation = task.delegation();
    WorkflowScope scope = childScope(delegation, child);
    requireChildsQueue(tx, delegation, child.taskQueue());
    // Another delegation's workflow never becomes a child of this one.
    TaskCheck.require(
        !DelegationRows.isOfADelegation(tx, scope.namespace(), scope.workflowId()),
        DenialReason.STATE_CONFLICT);
    ChildRows.Child kept = new ChildRows.Child(scope, actions);
    if (!ChildRows.insert(tx, delegation.id(), kept)) {
      // A repeat of the same exchange is answered again; another child of that id is not.
      TaskCheck.require(
          ChildRows.find(tx, delegation, child.workflowId()).equals(Optional.of(kept)),
          DenialReason.STATE_CONFLICT);
    }
    return tickets.prepare(delegation, scope, actions);
  }

  private static WorkflowScope childScope(Delegation delegation, Target.Child child) {
    try {
      return new WorkflowScope(
          delegation.tenant(),
          delegation.scope().namespace(),
          child.workflowType(),
          child.workflowId(),
          List.of(child.taskQueue()));
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "child: " + e.getMessage());
    }
  }

  /**
   * The child may run in another pool than its parent, never outside of what the tenant owns and
   * the route names: the worker that asks decides neither (S3-58).
   */
  private static void requireChildsQueue(Transaction tx, Delegation delegation, String queue) {
    boolean isOfRoute =
        Rules.findRoute(tx, delegation.tenant(), delegation.route())
            .filter(route -> route.rule().taskQueues().contains(queue))
            .isPresent();
    boolean isOfTenant =
        Workloads.ownerOfQueue(tx, delegation.scope().namespace(), queue)
            .equals(Optional.of(delegation.tenant()));
    if (!isOfRoute || !isOfTenant) {
      throw new DenialException(
          DenialReason.DELEGATION_WRONG_CHILD, "child's queue: not of the route or tenant");
    }
  }
}
