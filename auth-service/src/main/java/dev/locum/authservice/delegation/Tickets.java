package dev.locum.authservice.delegation;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.PreparedToken;
import dev.locum.token.RawToken;
import dev.locum.token.StatusReference;
import dev.locum.token.TokenIssuer;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Unconfirmed;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.denial.DenialException;
import dev.locum.token.proof.Confirmation;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The tokens of delegations: tickets to the record, issued from it and compared with it. */
public final class Tickets {

  private final TokenIssuer issuer;
  private final TokenVerifier verifier;
  private final Audience trustDomain;
  private final Clock clock;

  /**
   * Tickets.
   *
   * @param trustDomain the {@code aud} of delegation tokens
   */
  public Tickets(TokenIssuer issuer, TokenVerifier verifier, Audience trustDomain, Clock clock) {
    this.issuer = issuer;
    this.verifier = verifier;
    this.trustDomain = trustDomain;
    this.clock = clock;
  }

  /** A token for all that the delegation allows. */
  PreparedToken prepare(Delegation delegation) {
    return prepare(delegation, delegation.scope(), delegation.grant().actions());
  }

  /** A token for a part of it: other scopes are only those of its children. */
  PreparedToken prepare(Delegation delegation, WorkflowScope scope, ActionSet actions) {
    return prepare(delegation, scope, actions, Optional.empty());
  }

  /** A token for a worker's task, bound or not. */
  PreparedToken prepare(TaskCheck.Task task, Optional<? extends Confirmation> binding) {
    return prepare(task.delegation(), task.scope(), task.actions(), binding);
  }

  private PreparedToken prepare(
      Delegation delegation,
      WorkflowScope scope,
      ActionSet actions,
      Optional<? extends Confirmation> binding) {
    return issuer.prepareDelegationToken(
        claims(delegation, scope, actions),
        delegation.times().tokenLifetime(),
        delegation.times().expiresAt(),
        binding);
  }

  private DelegationClaims claims(Delegation delegation, WorkflowScope scope, ActionSet actions) {
    return new DelegationClaims(
        delegation.id(),
        delegation.party().subject(),
        trustDomain,
        actions,
        delegation.party().requestingWorkload(),
        scope,
        new StatusReference(delegation.statusIndex(), 0));
  }

  /**
   * A genuine token, expired or not.
   *
   * @throws DenialException if it is not genuine
   */
  VerifiedDelegationToken genuine(RawToken token) {
    return verifier.verifyDelegationTokenIgnoringExpiry(token, trustDomain).orElseThrow();
  }

  /**
   * A genuine token, bound or not, to say what it is worth; nothing is derived from a bound one.
   *
   * @throws DenialException if it is not genuine
   */
  Unconfirmed<VerifiedDelegationToken> genuineOfAnyHolder(RawToken token) {
    return verifier.unconfirmedDelegationToken(token, trustDomain).orElseThrow();
  }

  boolean isExpired(VerifiedDelegationToken token) {
    return !now().isBefore(token.life().expiresAt());
  }

  Instant now() {
    return clock.instant();
  }

  TokenIssuer issuer() {
    return issuer;
  }
}
