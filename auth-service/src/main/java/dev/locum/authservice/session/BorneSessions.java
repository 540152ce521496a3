package dev.locum.authservice.session;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.user.UserAccount;
import dev.locum.token.IssuedToken;
import dev.locum.token.SessionId;
import dev.locum.token.TokenId;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Sessions of users who come with another authority's access token. Each such token has one, which
 * begins when the token is first shown and ends with it, or before: when somebody ends it, or the
 * user is disabled. Thread-safe.
 *
 * <p><b>Security guarantees</b>: what such a token is worth is decided by {@link
 * StoredAccessTokens}, over a token of ours that is issued for that question alone and that nobody
 * gets: from there on there is one kind of user, and one rule. The token itself is not stored.
 */
public final class BorneSessions {

  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final AccessTokens accessTokens;
  private final SessionTokenIssuer issuer;

  public BorneSessions(Records records, AccessTokens accessTokens, SessionTokenIssuer issuer) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.accessTokens = accessTokens;
    this.issuer = issuer;
  }

  /**
   * A token that is shown, already verified.
   *
   * @param session names the token, and its session
   * @param client through which the user comes
   * @param roles that it gives
   * @param expiresAt when it expires
   * @param about its own id and what it is, for the trail
   */
  public record Shown(
      SessionId session, String client, Set<String> roles, Instant expiresAt, About about) {

    /** Copies the roles. */
    public Shown {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * What the trail is told of a token.
   *
   * @param id its own id, if it has one
   * @param what in words
   */
  public record About(Optional<TokenId> id, String what) {}

  /**
   * What the token is worth; its session begins if there is none. That is one {@code LOGIN} event.
   *
   * @param admission whose it is, asked when the session begins
   * @return like {@link AccessTokens#introspect}
   * @throws DenialException if nobody is admitted
   */
  public Verification<ActiveAccess> introspect(
      Shown shown, Function<Transaction, UserAccount> admission) {
    Optional<Session> known = store.read(tx -> SessionRows.find(tx, shown.session()));
    if (known.isEmpty()) {
      Verification<Session> begun = store.write(tx -> begin(tx, shown, admission));
      if (begun instanceof Verification.Rejected<Session> rejected) {
        return Verification.rejected(rejected.rejection());
      }
      known = Optional.of(begun.orElseThrow());
    }
    return issuer
        .atFrontDoor(known.get(), shown.roles())
        .map(IssuedToken::token)
        .map(token -> accessTokens.introspect(token))
        .orElseGet(() -> Verification.rejected(Rejection.of(DenialReason.TOKEN_EXPIRED)));
  }

  private Verification<Session> begin(
      Transaction tx, Shown shown, Function<Transaction, UserAccount> admission) {
    Optional<Session> meanwhile = SessionRows.find(tx, shown.session());
    if (meanwhile.isPresent()) {
      return Verification.verified(meanwhile.get());
    }
    UserAccount account = admission.apply(tx);
    Optional<DenialReason> refusal = account.refusal();
    if (refusal.isPresent()) {
      return Verification.rejected(Rejection.of(refusal.get()));
    }
    Session session =
        new Session(
            shown.session(),
            account,
            shown.client(),
            Set.of(Scope.WORK),
            Optional.of(issuer.audiences().trigger()),
            account.generation(),
            shown.expiresAt(),
            false);
    SessionRows.insert(tx, session, clock.instant());
    trail.record(
        tx,
        trail
            .draft(AuditEventType.LOGIN)
            .decision(
                new AuditDecision(AuditDecision.Outcome.ALLOWED, "", shown.about().what(), false))
            .subject(account.user().subject().value(), account.user().tenant().value())
            .session(session.id().value())
            .token(shown.about().id().map(TokenId::value).orElse("")));
    return Verification.verified(session);
  }
}
