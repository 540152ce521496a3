package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.identifier.Identifiers;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.store.Foreseen;
import dev.locum.authservice.store.Instants;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.policy.AccessRequest;
import dev.locum.policy.DelegationState;
import dev.locum.policy.Obligations;
import dev.locum.policy.RouteName;
import dev.locum.token.DelegationId;
import dev.locum.token.PreparedToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Issues delegations. The user is asked about online, the policy decides, and the record, the key
 * under which it can be repeated, and the event are one transaction. The access token is neither
 * stored nor passed on.
 */
public final class Issuing {

  /** Why a trigger takes back a delegation whose workflow it could not start. */
  static final String START_FAILED = "START_FAILED";

  private static final Question.OfPassing<Key> KEY =
      Question.of(
          PassingTable.DELEGATION_KEY,
          "SELECT request_digest, delegation FROM delegation_key"
              + " WHERE tenant = ? AND subject = ? AND idempotency_key = ?",
          row -> new Key(row.text("request_digest"), new DelegationId(row.text("delegation"))));

  private final Decisions decisions;
  private final AccessTokens accessTokens;
  private final Tickets tickets;
  private final Identifiers identifiers;
  private final Duration startWindow;

  Issuing(
      Decisions decisions,
      AccessTokens accessTokens,
      Tickets tickets,
      Identifiers identifiers,
      Duration startWindow) {
    this.decisions = decisions;
    this.accessTokens = accessTokens;
    this.tickets = tickets;
    this.identifiers = identifiers;
    this.startWindow = startWindow;
  }

  /**
   * Issues a delegation, or answers the one that the key already stands for.
   *
   * @throws DenialException why not; the trail has it
   */
  public Issued issue(Workload trigger, IssueRequest request, String correlationId) {
    AuditDraft event =
        decisions.event(AuditEventType.DELEGATION_ISSUED, trigger.id().value(), correlationId);
    ActiveAccess access;
    try {
      access = accessTokens.introspect(request.accessToken()).orElseThrow();
    } catch (DenialException e) {
      throw decisions.refuse(event, e);
    }
    event
        .subject(access.subject().value(), access.tenant().value())
        .session(access.session().value())
        .parentToken(access.token().life().id().value());
    return decisions
        .decide(
            event,
            List.of(foreseen(access, request.idempotencyKey())),
            (tx, draft) -> issue(tx, draft, trigger, access, request))
        .signed();
  }

  /** What was issued, but for its token's signature: that is work which holds nobody else up. */
  private record Recorded(Delegation delegation, Optional<PreparedToken> token, boolean repeated) {

    Issued signed() {
      return new Issued(delegation, token.map(PreparedToken::sign), repeated);
    }
  }

  private Recorded issue(
      Transaction tx,
      AuditDraft event,
      Workload trigger,
      ActiveAccess access,
      IssueRequest request) {
    Optional<Key> key = findKey(tx, access, request.idempotencyKey());
    if (key.isPresent() && !key.get().digest().equals(request.digest())) {
      throw new DenialException(
          DenialReason.IDEMPOTENCY_KEY_REUSED, "another request under the key");
    }
    Optional<Delegation> former = key.flatMap(each -> DelegationRows.find(tx, each.delegation()));
    if (former.isPresent() && !neverStarted(former.get())) {
      return answer(event, former.get(), true);
    }
    Delegation delegation = decide(tx, trigger, access, request);
    DelegationRows.insert(tx, delegation);
    putKey(tx, access, request, delegation.id());
    return answer(event, delegation, false);
  }

  private Recorded answer(AuditDraft event, Delegation delegation, boolean repeated) {
    Optional<PreparedToken> token = Optional.empty();
    if (delegation.standing().isOpen() && tickets.now().isBefore(delegation.times().expiresAt())) {
      PreparedToken issued = tickets.prepare(delegation);
      event.token(issued.life().id().value());
      token = Optional.of(issued);
    }
    event.execution(
        Decisions.about(delegation).withTaskQueue(delegation.scope().taskQueues().get(0)));
    return new Recorded(delegation, token, repeated);
  }

  /** Given up, or taken back before any run was bound: nothing of it ever acted, nor can. */
  private static boolean neverStarted(Delegation delegation) {
    Delegation.Standing standing = delegation.standing();
    return standing.firstRun().isEmpty()
        && (standing.state() == DelegationState.ABANDONED
            || (!standing.isOpen() && standing.endReason().equals(START_FAILED)));
  }

  private Delegation decide(
      Transaction tx, Workload trigger, ActiveAccess access, IssueRequest request) {
    RouteName name = routeName(request.route());
    Obligations allowed =
        CurrentPolicy.of(tx, access)
            .decide(new AccessRequest(access.token(), request.actions(), name, request.context()))
            .orElseThrow();
    Route route =
        Rules.findRoute(tx, access.tenant(), name)
            .orElseThrow(() -> new DenialException(DenialReason.ROUTE_NOT_FOUND, "route: " + name));
    DelegationId id = new DelegationId(identifiers.next());
    Instant now = Instants.rounded(tickets.now());
    Instant expiresAt = now.plus(allowed.lifetime());
    return new Delegation(
        id,
        new Delegation.Party(access.subject(), access.session(), trigger.id()),
        name,
        new WorkflowScope(
            access.tenant(),
            route.namespace(),
            route.workflowType(),
            access.tenant().idPrefix() + name + "-" + id,
            allowed.taskQueues()),
        new Delegation.Grant(allowed.actions(), allowed.compensations()),
        new Delegation.Times(
            now,
            now.plus(startWindow),
            expiresAt,
            expiresAt.plus(allowed.limits().compensation()),
            allowed.limits().compensation(),
            allowed.limits().token()),
        new Delegation.Standing(DelegationState.ISSUED, Optional.empty(), "", Optional.empty()),
        tx.next("status"));
  }

  /** A name that no route can have is a route that is not there. */
  private static RouteName routeName(String text) {
    try {
      return new RouteName(text);
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.ROUTE_NOT_FOUND, "route: of another form");
    }
  }

  private record Key(String digest, DelegationId delegation) {}

  private static Optional<Key> findKey(Transaction tx, ActiveAccess access, String key) {
    return tx.askOne(KEY, access.tenant().value(), access.subject().value(), key);
  }

  private static Foreseen foreseen(ActiveAccess access, String key) {
    return Foreseen.of(KEY, access.tenant().value(), access.subject().value(), key);
  }

  private static void putKey(
      Transaction tx, ActiveAccess access, IssueRequest request, DelegationId delegation) {
    tx.defer(
        PassingTable.DELEGATION_KEY,
        "INSERT INTO delegation_key (tenant, subject, idempotency_key, request_digest, delegation)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, subject, idempotency_key)"
            + " DO UPDATE SET delegation = excluded.delegation",
        access.tenant().value(),
        access.subject().value(),
        request.idempotencyKey(),
        request.digest(),
        delegation.value());
  }
}
