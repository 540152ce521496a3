package dev.locum.authservice.introspection;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.delegation.DelegationWorth;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.token.RawToken;
import dev.locum.token.Unconfirmed;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.Optional;

/**
 * Answers what a token is worth: an access token to a trigger, a delegation token to the workers
 * and downstreams for which it is meant, a downstream token to its audience. Every question is one
 * {@code TOKEN_INTROSPECTED} event, which is durable before the answer leaves. Thread-safe.
 */
public final class Introspections {

  private final AccessTokens accessTokens;
  private final DelegationWorth delegations;
  private final AuditTrail trail;

  public Introspections(AccessTokens accessTokens, DelegationWorth delegations, AuditTrail trail) {
    this.accessTokens = accessTokens;
    this.delegations = delegations;
    this.trail = trail;
  }

  /**
   * What the token is worth to the caller; empty if it does not count for them, whatever the reason
   * (IN-2).
   *
   * @param token as it came; any text
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if it could not be decided
   */
  public Optional<TokenWorth> introspect(Workload caller, String token, String correlationId) {
    AuditDraft event =
        trail
            .draft(AuditEventType.TOKEN_INTROSPECTED)
            .actor(caller.id().value())
            .correlation(correlationId);
    try {
      Optional<TokenWorth> worth =
          token.isEmpty() || token.length() > RawToken.MAX_LENGTH
              ? nothing(event, Rejection.of(DenialReason.TOKEN_MALFORMED))
              : introspect(caller, RawToken.of(token), event);
      event.record();
      return worth;
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the token could not be looked up");
    }
  }

  private Optional<TokenWorth> introspect(Workload caller, RawToken token, AuditDraft event) {
    if (caller.kind() == WorkloadKind.TRIGGER) {
      return access(accessTokens.ofAnyHolder(token), event);
    }
    return delegations
        .delegation(caller, token)
        .map(found -> delegation(found, event))
        .or(() -> delegations.downstream(caller, token).map(found -> downstream(found, event)))
        .or(() -> nothing(event, Rejection.of(DenialReason.TOKEN_UNKNOWN)));
  }

  private static Optional<TokenWorth> access(
      Verification<ActiveAccess> verification, AuditDraft event) {
    if (verification instanceof Verification.Rejected<ActiveAccess> rejected) {
      return nothing(event, rejected.rejection());
    }
    ActiveAccess access = verification.orElseThrow();
    event
        .subject(access.subject().value(), access.tenant().value())
        .session(access.session().value())
        .token(access.token().life().id().value())
        .allowed();
    return Optional.of(new TokenWorth.Access(access));
  }

  private static TokenWorth delegation(
      Unconfirmed<VerifiedDelegationToken> found, AuditDraft event) {
    VerifiedDelegationToken token = found.unproven();
    event
        .subject(token.claims().subject().value(), token.claims().scope().tenant().value())
        .delegation(token.claims().delegation().value())
        .token(token.life().id().value())
        .allowed();
    return new TokenWorth.Delegation(token, found.confirmation());
  }

  private static TokenWorth downstream(
      Unconfirmed<VerifiedDownstreamToken> found, AuditDraft event) {
    VerifiedDownstreamToken token = found.unproven();
    event
        .subject(token.claims().subject().value(), token.claims().tenant().value())
        .delegation(token.claims().delegation().value())
        .token(token.life().id().value())
        .allowed();
    return new TokenWorth.Downstream(token, found.confirmation());
  }

  private static Optional<TokenWorth> nothing(AuditDraft event, Rejection rejection) {
    if (rejection.reason().publicReason() == DenialReason.AUTHORITY_UNAVAILABLE) {
      throw new DenialException(rejection);
    }
    event.refused(rejection.reason().code(), rejection.detail());
    return Optional.empty();
  }
}
