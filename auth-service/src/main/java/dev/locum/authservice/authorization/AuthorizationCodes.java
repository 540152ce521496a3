package dev.locum.authservice.authorization;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.authorization.CodeRows.Allowed;
import dev.locum.authservice.authorization.CodeRows.Asked;
import dev.locum.authservice.authorization.CodeRows.Binding;
import dev.locum.authservice.authorization.CodeRows.CodeRow;
import dev.locum.authservice.client.Clients;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.session.SessionTerms;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.UserAccount;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.token.Audience;
import dev.locum.token.SessionId;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Authorization codes. A code counts once, for 60 seconds, for the client, the redirect URI and the
 * challenge that it was issued for. Showing it again ends the session it has opened, since one of
 * the two who showed it stole it (RFC 6749 §4.1.2, RFC 9700 §4.2.4).
 */
public final class AuthorizationCodes {

  /** Bounds for how long a code that leaked, through a history or a log, may be tried. */
  static final Duration LIFE = Duration.ofSeconds(60);

  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final StoredSessions sessions;
  private final SecureRandom random;
  private final Supplier<String> ids;

  public AuthorizationCodes(Records records, StoredSessions sessions, Logins.Making making) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.sessions = sessions;
    this.random = making.random();
    this.ids = making.ids();
  }

  /**
   * The user allows it. The tokens will belong to a session that is named here, in the event {@code
   * LOGIN}.
   *
   * @return the code, for the redirect and nothing else; empty if the user may not log in through
   *     this client
   */
  public Optional<OpaqueToken> allow(
      AuthorizationRequest request, BrowserLogin login, String correlationId) {
    if (!request.client().isFor(login.account().user().tenant())) {
      record(decided(request, login, login.id(), DenialReason.LOGIN_REJECTED, correlationId));
      return Optional.empty();
    }
    OpaqueToken code = OpaqueToken.generate(OpaqueToken.Kind.AUTHORIZATION_CODE, random);
    SessionId session = new SessionId(ids.get());
    Instant now = clock.instant();
    CodeRow row =
        new CodeRow(
            new Binding(request.client().id().value(), request.redirectUri(), request.challenge()),
            new Allowed(
                login.account().user().subject(),
                login.account().generation(),
                session,
                login.startedAt()),
            new Asked(request.scopes(), request.audience(), request.nonce()),
            now.plus(LIFE),
            false);
    AuditDecision decision =
        new AuditDecision(AuditDecision.Outcome.ALLOWED, "", detail(request, login), false);
    return store.write(tx -> {
      if (!mayStillAsk(tx, request)) {
        trail.record(
            tx,
            decided(request, login, login.id(), DenialReason.CALLER_NOT_ALLOWED, correlationId));
        return Optional.<OpaqueToken>empty();
      }
      CodeRows.insert(tx, code, row, now);
      trail.record(
          tx, about(login).decision(decision).session(session.value()).correlation(correlationId));
      return Optional.of(code);
    });
  }

  /** Looks again: the client may have been removed, or may ask for less, since it was read. */
  private static boolean mayStillAsk(Transaction tx, AuthorizationRequest request) {
    return Clients.find(tx, request.client().id())
        .filter(now -> now.mayAsk(UserGrant.AUTHORIZATION_CODE, request.scopes()))
        .filter(now -> now.rules().redirectUri(request.redirectUri()).isPresent())
        .isPresent();
  }

  /** The user refuses it. */
  public void refuse(AuthorizationRequest request, BrowserLogin login, String correlationId) {
    record(decided(request, login, login.id(), DenialReason.LOGIN_REJECTED, correlationId));
  }

  /**
   * Redeems a code.
   *
   * @return the session, which has begun, or a rejection with the reason for the audit trail; it is
   *     recorded already
   */
  public Verification<Redeemed> redeem(CodeRedemption redemption, Requester by) {
    Optional<CodeRow> redeemable =
        store
            .read(tx -> CodeRows.find(tx, redemption.code()))
            .filter(row -> refusal(row, redemption).isEmpty() && !row.isUsed());
    Optional<StoredSessions.Prepared> prepared;
    try {
      prepared = redeemable.flatMap(row -> prepare(row, redemption));
    } catch (DenialException e) {
      // Not used up: whoever proved all else may prove the key, too (RFC 9449 §8).
      Requester shown = new Requester(redemption.client().id().value(), by.correlationId());
      CodeRow row = redeemable.orElseThrow();
      return store.write(
          tx -> refused(tx, refusalOf(tx, row, shown), e.reason(), e.rejection().detail()));
    }
    return store.write(tx -> decide(tx, redemption, prepared, by));
  }

  /** Removes what can count no more; answers how many rows. */
  public int removeExpired(Transaction tx) {
    return CodeRows.removeExpired(tx, clock.instant());
  }

  private Optional<StoredSessions.Prepared> prepare(CodeRow row, CodeRedemption redemption) {
    SessionTerms terms =
        new SessionTerms(
            row.binding().client(),
            row.asked().scopes(),
            row.asked().audience(),
            redemption.client().mayUse(UserGrant.REFRESH_TOKEN),
            redemption.binding());
    Optional<Audience> audience = chosen(row, redemption);
    Optional<UserAccount> account = store.read(tx -> UserAccounts.find(tx, row.user().subject()));
    if (audience.isEmpty() || account.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        sessions.prepare(
            row.user().session(), account.get(), terms, audience.get(), redemption.key().prove()));
  }

  /** Where the access token will be used; empty if the user allowed none for that place. */
  private Optional<Audience> chosen(CodeRow row, CodeRedemption redemption) {
    return sessions
        .audiences()
        .choose(row.asked().scopes(), row.asked().audience(), redemption.audience());
  }

  private Verification<Redeemed> decide(
      Transaction tx,
      CodeRedemption redemption,
      Optional<StoredSessions.Prepared> prepared,
      Requester by) {
    Requester shown = new Requester(redemption.client().id().value(), by.correlationId());
    Optional<CodeRow> found = CodeRows.find(tx, redemption.code());
    if (found.isEmpty()) {
      return refused(tx, draft(shown), DenialReason.TOKEN_UNKNOWN, "no such authorization code");
    }
    CodeRow row = found.get();
    AuditDraft draft = refusalOf(tx, row, shown);
    if (!row.binding().client().equals(redemption.client().id().value())) {
      // Not used up: another client must not be able to spoil it.
      return refused(tx, draft, DenialReason.TOKEN_CLAIM_REFUSED, "another client's code");
    }
    Optional<DenialReason> misfit = refusal(row, redemption);
    if (!row.isUsed() && misfit.isEmpty() && chosen(row, redemption).isEmpty()) {
      // Not used up: whoever proved all else may ask for what was granted (RFC 8707 §2.2).
      return refused(tx, draft, DenialReason.CALLER_NOT_ALLOWED, "not granted");
    }
    if (row.isUsed() || !CodeRows.use(tx, redemption.code(), clock.instant())) {
      sessions.endAfterReuse(tx, row.user().session(), "authorization code used again", shown);
      return refused(tx, draft, DenialReason.TOKEN_REPLAYED, "authorization code used again");
    }
    Optional<DenialReason> refusal = misfit.or(() -> standing(tx, row, redemption));
    if (refusal.isPresent() || prepared.isEmpty()) {
      return refused(tx, draft, refusal.orElse(DenialReason.SESSION_ENDED), "authorization code");
    }
    sessions.begin(tx, prepared.get(), by);
    return Verification.verified(
        new Redeemed(prepared.get(), row.asked().nonce(), row.user().authenticatedAt()));
  }

  /** Why the code does not fit what is shown with it. */
  private Optional<DenialReason> refusal(CodeRow row, CodeRedemption redemption) {
    if (!clock.instant().isBefore(row.expiresAt())) {
      return Optional.of(DenialReason.TOKEN_EXPIRED);
    }
    boolean isBound =
        row.binding().client().equals(redemption.client().id().value())
            && row.binding().redirectUri().equals(redemption.redirectUri())
            && row.binding().challenge().isAnsweredBy(redemption.verifier());
    return isBound ? Optional.empty() : Optional.of(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  /** Why the user who allowed it may not act any more. */
  private static Optional<DenialReason> standing(
      Transaction tx, CodeRow row, CodeRedemption redemption) {
    Optional<UserAccount> account =
        UserAccounts.find(tx, row.user().subject())
            .filter(found -> found.generation() == row.user().generation())
            .filter(found -> redemption.client().isFor(found.user().tenant()));
    return account.isEmpty() ? Optional.of(DenialReason.SESSION_ENDED) : account.get().refusal();
  }

  private Verification<Redeemed> refused(
      Transaction tx, AuditDraft draft, DenialReason reason, String detail) {
    trail.record(tx, draft.refused(reason.code(), detail));
    return Verification.rejected(Rejection.of(reason, detail));
  }

  /** A refusal tells who showed the code and whose it was: one of several may have stolen it. */
  private AuditDraft refusalOf(Transaction tx, CodeRow row, Requester shown) {
    AuditDraft draft = draft(shown).session(row.user().session().value());
    UserAccounts.find(tx, row.user().subject())
        .ifPresent(account ->
            draft.subject(account.user().subject().value(), account.user().tenant().value()));
    return draft;
  }

  private AuditDraft draft(Requester by) {
    return trail
        .draft(AuditEventType.ACCESS_TOKEN_ISSUED)
        .actor(by.actor())
        .correlation(by.correlationId());
  }

  private AuditDraft decided(
      AuthorizationRequest request,
      BrowserLogin login,
      String session,
      DenialReason reason,
      String correlationId) {
    return about(login)
        .refused(reason.code(), "not allowed, " + detail(request, login))
        .session(session)
        .correlation(correlationId);
  }

  private AuditDraft about(BrowserLogin login) {
    return trail
        .draft(AuditEventType.LOGIN)
        .subject(login.account().user().subject().value(), login.account().user().tenant().value());
  }

  private void record(AuditDraft draft) {
    store.write(tx -> {
      trail.record(tx, draft);
      return draft;
    });
  }

  private static String detail(AuthorizationRequest request, BrowserLogin login) {
    return "authorization code for " + request.client().id() + " in browser login " + login.id();
  }
}
