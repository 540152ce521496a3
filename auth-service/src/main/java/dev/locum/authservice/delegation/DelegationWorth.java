package dev.locum.authservice.delegation;

import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Unconfirmed;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.proof.Confirmation;
import java.util.Optional;

/**
 * What delegation and downstream tokens are worth to a workload that asks (RFC 7662). Whatever is
 * wrong, and whoever is not meant, the answer is nothing (IN-2).
 */
public final class DelegationWorth {

  private final Decisions decisions;
  private final Tickets tickets;
  private final TokenVerifier verifier;

  DelegationWorth(Decisions decisions, Tickets tickets, TokenVerifier verifier) {
    this.decisions = decisions;
    this.tickets = tickets;
    this.verifier = verifier;
  }

  /**
   * A delegation token that still counts, for a downstream to which the route sends it, or for a
   * worker of its queues.
   */
  public Optional<Unconfirmed<VerifiedDelegationToken>> delegation(Workload caller, RawToken raw) {
    Unconfirmed<VerifiedDelegationToken> token;
    try {
      token = tickets.genuineOfAnyHolder(raw);
    } catch (DenialException e) {
      return Optional.empty();
    }
    return decisions.read(tx ->
        find(tx, token.unproven().claims().delegation())
            .filter(delegation -> isOpen(tx, delegation))
            .filter(delegation -> isMeant(tx, caller, delegation, token))
            .map(delegation -> token));
  }

  /** A downstream token that still counts, for the downstream that is its audience. */
  public Optional<Unconfirmed<VerifiedDownstreamToken>> downstream(Workload caller, RawToken raw) {
    if (caller.downstream().isEmpty()) {
      return Optional.empty();
    }
    Audience self = caller.downstream().get();
    Unconfirmed<VerifiedDownstreamToken> token;
    try {
      token = verifier.unconfirmedDownstreamToken(raw, self).orElseThrow();
    } catch (DenialException e) {
      return Optional.empty();
    }
    return decisions.read(tx ->
        find(tx, token.unproven().claims().delegation())
            .filter(delegation -> counts(tx, delegation, token.unproven()))
            .filter(delegation -> !Withholding.isWithheld(tx, delegation.id(), self))
            .filter(delegation ->
                isBoundAsAsked(tx, self, routeOf(tx, delegation), token.confirmation()))
            .map(delegation -> token));
  }

  private boolean counts(Transaction tx, Delegation delegation, VerifiedDownstreamToken token) {
    TaskCheck.Task task =
        new TaskCheck.Task(delegation, delegation.scope(), token.claims().actions());
    try {
      Permission permission = Permission.of(tx, task, tickets.now(), false);
      return permission.all().actions().containsAll(token.claims().actions());
    } catch (DenialException e) {
      return false;
    }
  }

  private boolean isOpen(Transaction tx, Delegation delegation) {
    return delegation.standing().isOpen()
        && !Permission.isUserDisabled(tx, delegation)
        && tickets.now().isBefore(delegation.times().expiresAt());
  }

  private static boolean isMeant(
      Transaction tx,
      Workload caller,
      Delegation delegation,
      Unconfirmed<VerifiedDelegationToken> token) {
    if (caller.kind() == WorkloadKind.WORKER) {
      return caller.tenant().equals(Optional.of(delegation.tenant()))
          && !TaskCheck.queuesOf(caller, token.unproven().claims().scope()).isEmpty();
    }
    return caller
        .downstream()
        .filter(self -> isSentTo(tx, self, delegation, token.confirmation()))
        .isPresent();
  }

  /**
   * Where tokens are to be bound, the one that travels with the workflow opens nothing: everybody
   * in its way has seen it (S3-42).
   */
  private static boolean isSentTo(
      Transaction tx, Audience self, Delegation delegation, Optional<Confirmation> bound) {
    Optional<Route> route = routeOf(tx, delegation);
    return isBoundAsAsked(tx, self, route, bound)
        && route
            .flatMap(found -> found.modeOf(self))
            .filter(DownstreamMode::sendsDelegation)
            .isPresent();
  }

  private static Optional<Route> routeOf(Transaction tx, Delegation delegation) {
    return Rules.findRoute(tx, delegation.tenant(), delegation.route());
  }

  /** As it is now: who begins to ask for bound tokens does not wait for the others to expire. */
  private static boolean isBoundAsAsked(
      Transaction tx, Audience self, Optional<Route> route, Optional<Confirmation> bound) {
    return route
        .flatMap(found -> Rules.findDownstream(tx, self).map(found::constraintFor))
        .filter(constraint -> !constraint.accepts(bound))
        .isEmpty();
  }

  /** A delegation of a tenant that is enabled; another is worth nothing to anybody. */
  private static Optional<Delegation> find(Transaction tx, DelegationId id) {
    return DelegationRows.find(tx, id)
        .filter(delegation -> isTenantEnabled(tx, delegation.tenant()));
  }

  private static boolean isTenantEnabled(Transaction tx, TenantId tenant) {
    return Tenants.find(tx, tenant).filter(found -> !found.disabled()).isPresent();
  }
}
