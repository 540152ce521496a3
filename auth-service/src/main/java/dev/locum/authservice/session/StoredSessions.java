package dev.locum.authservice.session;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.possession.ShownKey;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.UserAccount;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.SessionId;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.proof.KeyThumbprint;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions in the authority's store: they start, are refreshed with rotating refresh tokens, and
 * end. A refresh token counts once; showing it again ends the session, since one of the two who
 * showed it stole it (RFC 9700 §4.14.2).
 */
public final class StoredSessions implements Sessions {

  private final Store store;
  private final AuditTrail trail;
  private final StoredAccessTokens accessTokens;
  private final SessionTokenIssuer issuer;
  private final Clock clock;

  public StoredSessions(
      Records records, StoredAccessTokens accessTokens, SessionTokenIssuer issuer) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.accessTokens = accessTokens;
    this.issuer = issuer;
  }

  /**
   * A session that has not started.
   *
   * @param session as it will be
   * @param tokens count once it has started
   * @param audience where the access token is used
   * @param isRefreshable whether the refresh token will count
   */
  public record Prepared(
      Session session, SessionTokens tokens, Audience audience, boolean isRefreshable) {}

  /**
   * Signs the first tokens of a session; nothing counts before {@link #begin}.
   *
   * @param key to which they are bound; empty: to none
   * @throws IllegalArgumentException if the terms allow no token for the audience
   */
  public Prepared prepare(
      SessionId id,
      UserAccount account,
      SessionTerms terms,
      Audience audience,
      Optional<KeyThumbprint> key) {
    Session session =
        new Session(
            id,
            account,
            terms.client(),
            terms.scopes(),
            terms.audience(),
            account.generation(),
            issuer.sessionEnd(),
            false);
    return new Prepared(
        session,
        issuer.issue(session, audience, key, terms.binding()).orElseThrow(),
        audience,
        terms.isRefreshable());
  }

  /** Starts a session in a transaction that has just checked its user. */
  public void begin(Transaction tx, Prepared prepared, Requester by) {
    Session session = prepared.session();
    Instant now = clock.instant();
    SessionRows.insert(tx, session, now);
    if (prepared.isRefreshable()) {
      SessionRows.insertRefreshToken(tx, prepared.tokens(), session.id(), now);
    }
    trail.record(tx, issued(session, prepared.tokens(), prepared.audience(), by));
  }

  /** Where users' access tokens may be used. */
  public UserAudiences audiences() {
    return issuer.audiences();
  }

  /** What the user allowed the session of a refresh token; empty: this client has no such token. */
  public Optional<Set<Scope>> scopes(OpaqueToken shown, String client) {
    return store
        .read(tx -> SessionRows.findByRefreshToken(tx, shown.hash()))
        .map(SessionRows.RefreshRow::session)
        .filter(session -> session.client().equals(client))
        .map(Session::scopes);
  }

  /** {@link #refresh(RefreshRequest, Requester)} for the usual place, with no proof of a key. */
  public Verification<SessionTokens> refresh(OpaqueToken shown, String client, Requester by) {
    RefreshRequest request =
        new RefreshRequest(
            shown, client, false, Optional.empty(), ShownKey.none(), TokenBinding.none());
    return refresh(request, by);
  }

  /**
   * Exchanges a refresh token for fresh tokens of the same session. The token shown counts no more,
   * unless it was refused for want of a proof, or for what was asked.
   *
   * <p>What is bound stays bound (RFC 9449 §5; DP-4): a client that anybody can claim to be proves
   * the very key of before; one that has proven itself proves a key, which may be another. Fresh
   * tokens are bound to the key that is proven now. Likewise the certificate of a client that
   * anybody can claim to be must be the very one of before (RFC 8705 §4).
   *
   * @return the tokens, or a rejection with the reason for the audit trail; it is recorded already
   */
  public Verification<SessionTokens> refresh(RefreshRequest request, Requester by) {
    if (!request.key().isShown()) {
      return store.write(tx -> rotate(tx, new Rotation(request, Optional.empty(), by)));
    }
    // A proof is used up in a transaction of its own, and only for a token that it could be for.
    Optional<SessionRows.RefreshRow> seen =
        store
            .read(tx -> SessionRows.findByRefreshToken(tx, request.token().hash()))
            .filter(row -> row.session().client().equals(request.client()))
            .filter(row -> request.isMadeWith(row.certificate()));
    Optional<KeyThumbprint> key;
    try {
      key = seen.isPresent() ? request.key().prove() : Optional.empty();
    } catch (DenialException e) {
      Rotation refused = new Rotation(request, Optional.empty(), by);
      Session session = seen.orElseThrow().session();
      return store.write(tx -> refused(tx, session, e.reason(), e.rejection().detail(), refused));
    }
    return store.write(tx -> rotate(tx, new Rotation(request, key, by)));
  }

  private record Rotation(RefreshRequest request, Optional<KeyThumbprint> key, Requester by) {

    /** The client that shows the token, for the trail. */
    Requester shownBy() {
      return new Requester(request.client(), by.correlationId());
    }
  }

  private Verification<SessionTokens> rotate(Transaction tx, Rotation rotation) {
    Instant now = clock.instant();
    Optional<SessionRows.RefreshRow> found =
        SessionRows.findByRefreshToken(tx, rotation.request().token().hash());
    if (found.isEmpty()) {
      return refused(tx, DenialReason.TOKEN_UNKNOWN, "no such refresh token", rotation.by());
    }
    Session session = found.get().session();
    if (!session.client().equals(rotation.request().client())) {
      return refused(tx, session, DenialReason.TOKEN_CLAIM_REFUSED, "another client's", rotation);
    }
    if (!rotation.request().isMadeWith(found.get().certificate())) {
      // Not used up: who lacks the certificate must not end the session of who has it.
      return refused(
          tx, session, DenialReason.TOKEN_CLAIM_REFUSED, "another certificate", rotation);
    }
    Optional<DenialReason> unproven = rotation.request().refusal(found.get().key(), rotation.key());
    if (unproven.isPresent()) {
      // Neither used up nor taken for a theft: whoever lacks the key has done nothing with it.
      return refused(tx, session, unproven.get(), "refresh token is bound", rotation);
    }
    Optional<Audience> audience = chosen(session, rotation.request());
    if (!found.get().isUsed() && audience.isEmpty()) {
      // Not used up: nothing was asked for that this session could give (RFC 8707 §2.2).
      return refused(tx, session, DenialReason.CALLER_NOT_ALLOWED, "not granted", rotation);
    }
    if (found.get().isUsed()) {
      endAfterReuse(tx, session, "refresh token used again", rotation.shownBy());
      return refused(
          tx, session, DenialReason.TOKEN_REPLAYED, "refresh token used again", rotation);
    }
    SessionRows.useRefreshToken(tx, rotation.request().token().hash(), now);
    Optional<DenialReason> refusal = session.refusal(now);
    Optional<SessionTokens> fresh =
        refusal.isPresent()
            ? Optional.empty()
            : issuer.issue(
                session, audience.orElseThrow(), rotation.key(), rotation.request().binding());
    if (fresh.isEmpty()) {
      return refused(
          tx, session, refusal.orElse(DenialReason.SESSION_ENDED), "at refresh", rotation);
    }
    SessionRows.insertRefreshToken(tx, fresh.get(), session.id(), now);
    trail.record(tx, issued(session, fresh.get(), audience.get(), rotation.by()));
    return Verification.verified(fresh.get());
  }

  private Optional<Audience> chosen(Session session, RefreshRequest request) {
    return issuer.audiences().choose(session.scopes(), session.audience(), request.audience());
  }

  /**
   * Ends the session, if there is one, of something that counts once and was shown twice.
   *
   * @param what it was, for the trail
   */
  public void endAfterReuse(Transaction tx, SessionId id, String what, Requester by) {
    SessionRows.find(tx, id).ifPresent(session -> endAfterReuse(tx, session, what, by));
  }

  private void endAfterReuse(Transaction tx, Session session, String what, Requester by) {
    if (SessionRows.end(tx, session.id(), clock.instant(), "REUSED")) {
      trail.record(tx, ended(session, what, by));
    }
  }

  @Override
  public void end(ShownAccess shown, Requester by) {
    end(accessTokens.introspect(shown).orElseThrow(), by);
  }

  /** Ends the session of an access token that counts now. */
  public void end(ActiveAccess access, Requester by) {
    store.write(tx -> SessionRows.find(tx, access.session()).map(session -> end(tx, session, by)));
  }

  /**
   * Ends the session that a client's id token names, and with it all its tokens. Repeating it
   * changes nothing, and neither does naming a session that is another's.
   */
  public void end(IdTokenHints.Hint named, Requester by) {
    store.write(tx ->
        SessionRows.find(tx, named.session())
            .filter(session -> session.client().equals(named.client()))
            .filter(session -> session.account().user().subject().equals(named.subject()))
            .map(session -> end(tx, session, by)));
  }

  /**
   * Ends the session of a refresh token, used or not, and with it all its tokens (RV-2). Repeating
   * it succeeds.
   *
   * @param client the client that shows it; it must be the one that got it
   */
  public Revocation endByRefreshToken(OpaqueToken shown, String client, Requester by) {
    return store.write(tx -> {
      Optional<Session> session =
          SessionRows.findByRefreshToken(tx, shown.hash()).map(SessionRows.RefreshRow::session);
      if (session.isEmpty()) {
        return Revocation.UNKNOWN;
      }
      if (!session.get().client().equals(client)) {
        return Revocation.NOT_OF_THIS_CLIENT;
      }
      end(tx, session.get(), by);
      return Revocation.REVOKED;
    });
  }

  /**
   * Revokes one access token, wherever it is used; its session goes on. What verifies by itself
   * takes it until it expires ({@link UserAudiences}).
   *
   * @param client the client that shows it; it must be the one that got it
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if it could not be decided
   */
  public Revocation revoke(RawToken accessToken, String client, Requester by) {
    Verification<Standing> verification =
        accessTokens.standingOfAnyHolder(accessToken, issuer.audiences().all());
    if (verification instanceof Verification.Rejected<Standing> rejected) {
      if (rejected.rejection().reason().isRetryable()) {
        throw new DenialException(rejected.rejection());
      }
      return Revocation.UNKNOWN;
    }
    VerifiedAccessToken token = verification.orElseThrow().token();
    if (!token.claims().clientId().equals(client)) {
      return Revocation.NOT_OF_THIS_CLIENT;
    }
    AuditDraft revoked =
        trail
            .draft(AuditEventType.ACCESS_TOKEN_REVOKED)
            .allowed()
            .actor(by.actor())
            .subject(token.claims().subject().value(), token.claims().tenant().value())
            .session(token.claims().session().value())
            .token(token.life().id().value())
            .correlation(by.correlationId());
    return store.write(tx -> {
      boolean isNew = SessionRows.revoke(tx, token.life().id(), token.life().expiresAt());
      if (isNew) {
        trail.record(tx, revoked);
      }
      return Revocation.REVOKED;
    });
  }

  /** Removes what can count no more; answers how many rows. */
  public int removeExpired(Transaction tx) {
    return SessionRows.removeExpired(tx, clock.instant());
  }

  private boolean end(Transaction tx, Session session, Requester by) {
    boolean isNew = SessionRows.end(tx, session.id(), clock.instant(), "LOGOUT");
    if (isNew) {
      trail.record(tx, ended(session, "logout", by));
    }
    return isNew;
  }

  /** Tells who showed the token and whose it was: one of several may have stolen it. */
  private Verification<SessionTokens> refused(
      Transaction tx, Session session, DenialReason reason, String detail, Rotation rotation) {
    AuditDraft draft =
        about(AuditEventType.ACCESS_TOKEN_ISSUED, session, rotation.shownBy())
            .refused(reason.code(), detail);
    trail.record(tx, draft);
    return Verification.rejected(Rejection.of(reason, detail));
  }

  private Verification<SessionTokens> refused(
      Transaction tx, DenialReason reason, String detail, Requester by) {
    AuditDraft draft =
        trail
            .draft(AuditEventType.ACCESS_TOKEN_ISSUED)
            .refused(reason.code(), detail)
            .actor(by.actor())
            .correlation(by.correlationId());
    trail.record(tx, draft);
    return Verification.rejected(Rejection.of(reason, detail));
  }

  private AuditDraft issued(
      Session session, SessionTokens tokens, Audience audience, Requester by) {
    return about(AuditEventType.ACCESS_TOKEN_ISSUED, session, by)
        .allowed()
        .token(tokens.access().life().id().value())
        .audience(audience.value());
  }

  private AuditDraft ended(Session session, String why, Requester by) {
    return about(AuditEventType.LOGOUT, session, by)
        .decision(new AuditDecision(AuditDecision.Outcome.ALLOWED, "", why, false));
  }

  private AuditDraft about(AuditEventType type, Session session, Requester by) {
    return trail
        .draft(type)
        .actor(by.actor())
        .subject(
            session.account().user().subject().value(), session.account().user().tenant().value())
        .session(session.id().value())
        .correlation(by.correlationId());
  }
}
