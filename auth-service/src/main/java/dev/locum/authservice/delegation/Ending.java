package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.store.Instants;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.policy.DelegationState;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Binds, revokes and closes delegations. A delegation that has ended never comes back, and takes
 * with it whatever was derived from it, since every derived token is asked about here or lives for
 * a minute at most. Every verb may be repeated.
 */
public final class Ending {

  private static final Set<String> OUTCOMES =
      Set.of("COMPLETED", "FAILED", "CANCELLED", "TERMINATED", "TIMED_OUT");
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  private final Decisions decisions;
  private final AccessTokens accessTokens;
  private final Tickets tickets;

  Ending(Decisions decisions, AccessTokens accessTokens, Tickets tickets) {
    this.decisions = decisions;
    this.accessTokens = accessTokens;
    this.tickets = tickets;
  }

  /**
   * Binds the first run, at the word of the trigger that asked for the delegation.
   *
   * @throws DenialException {@code DELEGATION_WRONG_RUN} if another run is bound
   */
  public Delegation bind(Workload trigger, DelegationId id, String firstRun, String correlationId) {
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_BOUND, trigger.id().value(), correlationId)
            .delegation(id.value());
    return decisions.decide(
        event,
        (tx, draft) -> {
          TaskCheck.require(!firstRun.isBlank(), DenialReason.REQUEST_INVALID);
          Delegation delegation = requireOwn(tx, trigger, id);
          Decisions.of(draft, delegation).execution(Decisions.about(delegation).withRun(firstRun));
          if (!delegation.standing().firstRun().equals(Optional.of(firstRun))) {
            TaskCheck.require(
                delegation.standing().firstRun().isEmpty(), DenialReason.DELEGATION_WRONG_RUN);
            TaskCheck.bind(tx, delegation, firstRun, tickets.now());
          }
          return require(tx, id);
        });
  }

  /**
   * Who asks for a revocation.
   *
   * @param workload the calling workload; empty: a user's own client
   * @param accessToken the user's; empty: the workload asks for itself
   * @param correlationId joins the events of the request
   */
  public record Asker(
      Optional<Workload> workload, Optional<ShownAccess> accessToken, String correlationId) {}

  /**
   * Revokes.
   *
   * @param hard compensations too
   * @param reason stable code in upper snake case
   * @throws DenialException {@code WORK_NOT_FOUND} if the asker may not know of it
   */
  public Delegation revoke(Asker asker, DelegationId id, boolean hard, String reason) {
    AuditDraft event =
        decisions
            .event(
                AuditEventType.DELEGATION_REVOKED,
                asker.workload().map(each -> each.id().value()).orElse(""),
                asker.correlationId())
            .delegation(id.value());
    Optional<ActiveAccess> access;
    try {
      access = asker.accessToken().map(token -> accessTokens.introspect(token).orElseThrow());
      TaskCheck.require(REASON.matcher(reason).matches(), DenialReason.REQUEST_INVALID);
    } catch (DenialException e) {
      throw decisions.refuse(event, e);
    }
    access.ifPresent(user -> event.parentToken(user.token().life().id().value()));
    return decisions.decide(
        event,
        (tx, draft) -> {
          Delegation delegation = requireRevocable(tx, asker, access, id, reason);
          Decisions.of(draft, delegation).execution(Decisions.about(delegation));
          revoke(tx, delegation, hard, reason);
          return require(tx, id);
        });
  }

  /**
   * Revokes the delegation of a token, expired or not, for the workload that asked for it (RFC
   * 7009).
   *
   * @return whether it is a genuine token of a known delegation; false: nothing has happened
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if another workload asked for it
   */
  public boolean revokeToken(Workload caller, RawToken raw, String correlationId) {
    VerifiedDelegationToken token;
    try {
      token = tickets.genuine(raw);
    } catch (DenialException e) {
      return false;
    }
    DelegationId id = token.claims().delegation();
    if (decisions.read(tx -> DelegationRows.find(tx, id)).isEmpty()) {
      return false;
    }
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_REVOKED, caller.id().value(), correlationId)
            .delegation(id.value())
            .parentToken(token.life().id().value());
    decisions.decide(
        event,
        (tx, draft) -> {
          Delegation delegation = require(tx, id);
          Decisions.of(draft, delegation).execution(Decisions.about(delegation));
          TaskCheck.require(
              delegation.party().requestingWorkload().equals(caller.id()),
              DenialReason.CALLER_NOT_ALLOWED);
          revoke(tx, delegation, false, "CLIENT_REQUEST");
          return delegation;
        });
    return true;
  }

  /** Revokes what a delegation may do at one downstream; it goes on at the others. */
  public void withhold(
      Workload operator, DelegationId id, Audience downstream, String correlationId) {
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_REVOKED, operator.id().value(), correlationId)
            .delegation(id.value())
            .audience(downstream.value());
    decisions.decide(
        event,
        (tx, draft) -> {
          TaskCheck.require(
              operator.kind() == WorkloadKind.OPERATOR && mayTakeAway(operator),
              DenialReason.CALLER_NOT_ALLOWED);
          Delegation delegation = requireAdministered(operator, require(tx, id));
          Decisions.of(draft, delegation).execution(Decisions.about(delegation));
          Withholding.withhold(tx, id, downstream);
          return delegation;
        });
  }

  /**
   * Closes a delegation because its workflow has ended.
   *
   * @param reporter the trigger that asked for it, or a worker of its tenant that serves its queue
   * @param firstRun the first run of the workflow that ended
   * @param outcome how it ended
   */
  public Delegation close(
      Workload reporter, DelegationId id, String firstRun, String outcome, String correlationId) {
    AuditDraft event =
        decisions
            .event(AuditEventType.DELEGATION_CLOSED, reporter.id().value(), correlationId)
            .delegation(id.value());
    return decisions.decide(
        event,
        (tx, draft) -> {
          TaskCheck.require(OUTCOMES.contains(outcome), DenialReason.REQUEST_INVALID);
          Delegation delegation = requireReportable(tx, reporter, id);
          Decisions.of(draft, delegation).execution(Decisions.about(delegation));
          TaskCheck.require(
              delegation.standing().firstRun().equals(Optional.of(firstRun)),
              DenialReason.DELEGATION_WRONG_RUN);
          closeOnce(tx, delegation, outcome);
          return require(tx, id);
        });
  }

  /** Ends what is not ended for good; called in a transaction that tells of it. */
  void closeOnce(Transaction tx, Delegation delegation, String outcome) {
    DelegationState state = delegation.standing().state();
    if (state != DelegationState.CLOSED && state != DelegationState.ABANDONED) {
      DelegationRows.end(
          tx, delegation.id(), DelegationState.CLOSED, outcome, Instants.rounded(tickets.now()));
    }
  }

  private void revoke(Transaction tx, Delegation delegation, boolean hard, String reason) {
    Instant now = Instants.rounded(tickets.now());
    DelegationState state = delegation.standing().state();
    if (delegation.standing().isOpen()) {
      DelegationRows.end(
          tx,
          delegation.id(),
          hard ? DelegationState.REVOKED_HARD : DelegationState.REVOKED,
          reason,
          now);
      Instant until = now.plus(delegation.times().compensationLimit());
      if (until.isBefore(delegation.times().compensateUntil())) {
        DelegationRows.compensateUntil(tx, delegation.id(), until);
      }
    } else if (hard && state == DelegationState.REVOKED) {
      DelegationRows.end(tx, delegation.id(), DelegationState.REVOKED_HARD, reason, now);
    }
  }

  private static Delegation requireRevocable(
      Transaction tx, Asker asker, Optional<ActiveAccess> access, DelegationId id, String reason) {
    if (access.isPresent()) {
      return CurrentPolicy.requireVisible(tx, access.get(), DelegationRows.find(tx, id));
    }
    Workload workload =
        asker
            .workload()
            .orElseThrow(() -> new DenialException(DenialReason.NO_CREDENTIAL, "nobody asks"));
    if (workload.kind() == WorkloadKind.OPERATOR) {
      return requireAdministered(workload, require(tx, id));
    }
    // A trigger takes back only what it asked for and could not start; once a run is bound, it was
    // started.
    Delegation delegation = requireOwn(tx, workload, id);
    TaskCheck.require(reason.equals(Issuing.START_FAILED), DenialReason.CALLER_NOT_ALLOWED);
    TaskCheck.require(delegation.standing().firstRun().isEmpty(), DenialReason.STATE_CONFLICT);
    return delegation;
  }

  /** Not by gRPC alone: the OAuth endpoints have no table of methods. */
  private static boolean mayTakeAway(Workload operator) {
    return operator.administratorRoles().stream()
        .anyMatch(role -> role != AdministratorRole.VIEWER);
  }

  /** What is another tenant's is not there for the administrator of one. */
  private static Delegation requireAdministered(Workload operator, Delegation delegation) {
    TaskCheck.require(
        operator.tenant().filter(own -> !own.equals(delegation.tenant())).isEmpty(),
        DenialReason.WORK_NOT_FOUND);
    return delegation;
  }

  private static Delegation requireReportable(Transaction tx, Workload reporter, DelegationId id) {
    if (reporter.kind() == WorkloadKind.TRIGGER) {
      return requireOwn(tx, reporter, id);
    }
    Delegation delegation = require(tx, id);
    boolean isServing =
        reporter.tenant().equals(Optional.of(delegation.tenant()))
            && !TaskCheck.queuesOf(reporter, delegation.scope()).isEmpty();
    TaskCheck.require(isServing, DenialReason.WORK_NOT_FOUND);
    return delegation;
  }

  private static Delegation requireOwn(Transaction tx, Workload trigger, DelegationId id) {
    Delegation delegation = require(tx, id);
    TaskCheck.require(
        delegation.party().requestingWorkload().equals(trigger.id()), DenialReason.WORK_NOT_FOUND);
    return delegation;
  }

  private static Delegation require(Transaction tx, DelegationId id) {
    return DelegationRows.find(tx, id)
        .orElseThrow(() -> new DenialException(DenialReason.WORK_NOT_FOUND, "no such delegation"));
  }
}
