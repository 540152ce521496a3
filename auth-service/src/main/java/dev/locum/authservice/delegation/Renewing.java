package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.possession.Held;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.policy.DelegationState;
import dev.locum.token.DelegationId;
import dev.locum.token.IssuedToken;
import dev.locum.token.PreparedToken;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import java.util.Optional;

/**
 * Renews tokens of a delegation. Nothing is widened and nothing is prolonged but the ticket: the
 * absolute limit stays. Only while the delegation is open, its workflow runs in Temporal, and the
 * user may still be acted for.
 */
public final class Renewing {

  private final Decisions decisions;
  private final Tickets tickets;
  private final AccessTokens accessTokens;
  private final OpenWorkflows openWorkflows;
  private final SenderProofs proofs;

  Renewing(
      Decisions decisions,
      Tickets tickets,
      AccessTokens accessTokens,
      OpenWorkflows openWorkflows,
      SenderProofs proofs) {
    this.decisions = decisions;
    this.tickets = tickets;
    this.accessTokens = accessTokens;
    this.openWorkflows = openWorkflows;
    this.proofs = proofs;
  }

  /**
   * A worker asks for a fresh ticket.
   *
   * @param old an earlier token, expired or not
   * @param execution the execution
   * @param shown a key to which the ticket is to be bound; none: it is not bound
   * @param toCertificate whether it is to be bound to the client certificate of the connection
   *     instead: the worker must know that it will be shown with it
   */
  public record Question(
      RawToken old, Execution execution, ShownProof shown, boolean toCertificate) {

    /** A question for a ticket that is bound to a key or to nothing. */
    public Question(RawToken old, Execution execution, ShownProof shown) {
      this(old, execution, shown, false);
    }
  }

  /**
   * For a worker, against an earlier token, expired or not. A bound ticket is for downstreams
   * alone: it is no earlier token of anything.
   *
   * @throws DenialException why not
   */
  public IssuedToken renew(Workload worker, Question question, String correlationId) {
    Execution execution = question.execution();
    AuditDraft event =
        decisions.event(AuditEventType.DELEGATION_RENEWED, worker.id().value(), correlationId);
    VerifiedDelegationToken token;
    Optional<Confirmation> binding;
    try {
      token = tickets.genuine(question.old());
      event.parentToken(token.life().id().value());
      Described.by(event, token, execution, "", Optional.empty());
      binding = binding(question);
      requireStillWanted(token.claims().delegation());
    } catch (DenialException e) {
      throw Neutral.of(decisions.refuse(event, e));
    }
    return Neutral.answer(() ->
            decisions.decide(
                event,
                DelegationRows.foreseen(token.claims().delegation()),
                (tx, draft) -> {
                  TaskCheck.Task task =
                      TaskCheck.check(tx, worker, token, execution, tickets.now());
                  Decisions.of(draft, task.delegation());
                  requireOpen(tx, task.delegation());
                  return ticket(draft, tickets.prepare(task, binding));
                }))
        .sign();
  }

  private Optional<Confirmation> binding(Question question) {
    Held held = proofs.require(question.shown());
    if (!question.toCertificate()) {
      return held.key().map(Confirmation.Key::new);
    }
    if (held.key().isPresent()) {
      throw new DenialException(
          DenialReason.REQUEST_INVALID, "binding: a proof and a certificate (expected: one)");
    }
    return Optional.of(
        held.certificate()
            .map(Confirmation.Certificate::new)
            .orElseThrow(() ->
                new DenialException(
                    DenialReason.PROOF_NEEDED, "to be bound to a certificate, and none is there")));
  }

  /**
   * For the trigger, while the user is present: their own work, or work that they manage.
   *
   * @throws DenialException why not
   */
  public IssuedToken renew(
      Workload trigger, ShownAccess accessToken, DelegationId id, String correlationId) {
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_RENEWED, trigger.id().value(), correlationId)
            .delegation(id.value());
    ActiveAccess access = presentUser(event, accessToken);
    return decisions
        .decide(
            event,
            (tx, draft) -> {
              Delegation delegation =
                  CurrentPolicy.requireVisible(tx, access, DelegationRows.find(tx, id));
              requireOpen(tx, delegation);
              draft.execution(Decisions.about(delegation));
              return ticket(draft, tickets.prepare(delegation));
            })
        .sign();
  }

  private ActiveAccess presentUser(AuditDraft event, ShownAccess accessToken) {
    try {
      ActiveAccess access = accessTokens.introspect(accessToken).orElseThrow();
      event
          .subject(access.subject().value(), access.tenant().value())
          .session(access.session().value())
          .parentToken(access.token().life().id().value());
      return access;
    } catch (DenialException e) {
      throw decisions.refuse(event, e);
    }
  }

  /** Temporal must be asked outside of a transaction, and only for what may still be renewed. */
  private void requireStillWanted(DelegationId id) {
    Delegation delegation =
        decisions
            .read(tx -> DelegationRows.find(tx, id))
            .orElseThrow(() -> TaskCheck.refusal(DenialReason.DELEGATION_UNKNOWN));
    if (!delegation.standing().isOpen()) {
      return;
    }
    OpenWorkflows.Liveness liveness =
        openWorkflows.ask(
            delegation.scope().namespace(),
            delegation.scope().workflowId(),
            delegation.standing().firstRun());
    switch (liveness) {
      case OPEN -> {}
      case CLOSED -> throw TaskCheck.refusal(DenialReason.DELEGATION_CLOSED);
      case UNKNOWN ->
          throw new DenialException(DenialReason.AUTHORITY_UNAVAILABLE, "Temporal cannot be asked");
      case NOT_CONFIGURED ->
          throw new DenialException(
              DenialReason.DELEGATION_WRONG_NAMESPACE, "no Temporal configured for the namespace");
    }
  }

  private void requireOpen(Transaction tx, Delegation delegation) {
    TaskCheck.require(!Permission.isUserDisabled(tx, delegation), DenialReason.USER_DISABLED);
    DelegationState state = delegation.standing().state();
    if (state == DelegationState.REVOKED || state == DelegationState.REVOKED_HARD) {
      throw TaskCheck.refusal(DenialReason.DELEGATION_REVOKED);
    }
    TaskCheck.require(delegation.standing().isOpen(), DenialReason.DELEGATION_CLOSED);
    TaskCheck.require(
        tickets.now().isBefore(delegation.times().expiresAt()), DenialReason.DELEGATION_EXPIRED);
  }

  private static PreparedToken ticket(AuditDraft event, PreparedToken token) {
    event.token(token.life().id().value());
    return token;
  }
}
