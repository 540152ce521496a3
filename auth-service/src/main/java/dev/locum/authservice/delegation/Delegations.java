package dev.locum.authservice.delegation;

import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.identifier.Identifiers;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.store.Store;
import dev.locum.token.TokenVerifier;
import java.time.Duration;

/**
 * The operations on delegations, put together once.
 *
 * @param issuing issue
 * @param verifying verify, for a worker
 * @param checking check, for a gateway
 * @param renewing renew
 * @param exchanging exchange
 * @param ending bind, revoke, close
 * @param closing close many
 * @param finding get, list
 * @param worth introspect
 * @param reconciler what nobody else ends
 */
public record Delegations(
    Issuing issuing,
    Verifying verifying,
    Checking checking,
    Renewing renewing,
    Exchanging exchanging,
    Ending ending,
    Closing closing,
    Finding finding,
    DelegationWorth worth,
    Reconciler reconciler,
    SenderProofs proofs) {

  /** How often the reconciler looks. */
  private static final Duration ROUND = Duration.ofSeconds(5);

  /**
   * What the operations need of the rest of the authority.
   *
   * @param store the store
   * @param trail the audit trail
   * @param tickets tokens of delegations
   * @param verifier verifies tokens of this authority
   * @param accessTokens what access tokens are worth
   * @param openWorkflows asks Temporal
   * @param identifiers makes ids
   * @param proofs what callers prove to hold
   */
  public record Needs(
      Store store,
      AuditTrail trail,
      Tickets tickets,
      TokenVerifier verifier,
      AccessTokens accessTokens,
      OpenWorkflows openWorkflows,
      Identifiers identifiers,
      SenderProofs proofs) {}

  /**
   * Puts them together.
   *
   * @param startWindow how long an issued delegation waits for its workflow
   */
  public static Delegations of(Needs needs, Duration startWindow) {
    Decisions decisions = new Decisions(needs.store(), needs.trail());
    Tickets tickets = needs.tickets();
    Ending ending = new Ending(decisions, needs.accessTokens(), tickets);
    return new Delegations(
        new Issuing(decisions, needs.accessTokens(), tickets, needs.identifiers(), startWindow),
        new Verifying(decisions, tickets),
        new Checking(decisions, tickets),
        new Renewing(
            decisions, tickets, needs.accessTokens(), needs.openWorkflows(), needs.proofs()),
        new Exchanging(decisions, tickets, needs.proofs()),
        ending,
        new Closing(ending),
        new Finding(decisions, needs.accessTokens()),
        new DelegationWorth(decisions, tickets, needs.verifier()),
        new Reconciler(decisions, tickets, needs.openWorkflows(), ROUND),
        needs.proofs());
  }
}
