package dev.locum.authservice.login;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.PasswordHashing;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.user.UserAccount;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.authservice.user.UserName;
import dev.locum.token.TenantId;
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
 * Logins in a browser, with a password or as somebody else has proven. Each one that is tried,
 * accepted or not, is one {@code LOGIN} event; those that are refused untried are counted ({@link
 * LimitedAttempts}).
 *
 * <p><b>Security guarantees</b>: an unknown tenant or user, one without a password and a disabled
 * one cost the same work as a wrong password and get the same answer; guessing is bounded by {@link
 * LoginLimits}.
 */
public final class Logins {

  /**
   * How long a browser stays logged in: enough to allow a device, too short to be worth stealing.
   */
  private static final Duration BROWSER_LIFE = Duration.ofMinutes(15);

  private static final int MAX_KEY = 160;

  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final PasswordHashing hashing;
  private final LoginAttempts attempts;
  private final LimitedAttempts limited;
  private final SecureRandom random;
  private final Supplier<String> ids;

  /**
   * What makes secrets and names.
   *
   * @param random for secrets
   * @param ids answers an identifier each time, never the same twice; not secret
   */
  public record Making(SecureRandom random, Supplier<String> ids) {}

  public Logins(Records records, PasswordHashing hashing, LoginLimits limits, Making making) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.hashing = hashing;
    this.attempts = new LoginAttempts(limits, records.clock());
    this.limited = new LimitedAttempts(records.clock());
    this.random = making.random();
    this.ids = making.ids();
  }

  /**
   * Checks the password and logs the browser in.
   *
   * @return the login, or a rejection with the reason for the audit trail, where it is already:
   *     {@code LOGIN_RATE_LIMITED} if it was not tried; all others look alike to the caller
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if it could not be decided
   */
  public Verification<BrowserLogin> login(LoginRequest request) {
    Optional<LoginAttempts.Attempt> attempt = attempts.begin(key(request), request.address());
    if (attempt.isEmpty()) {
      return limited
          .count(request.address())
          .map(detail -> refused(request, DenialReason.LOGIN_RATE_LIMITED, detail))
          .orElseGet(() -> Verification.rejected(Rejection.of(DenialReason.LOGIN_RATE_LIMITED)));
    }
    try {
      Verification<BrowserLogin> outcome = check(request);
      if (outcome instanceof Verification.Verified<BrowserLogin>) {
        attempt.get().doesNotCount();
      }
      return outcome;
    } catch (DenialException | StoreUnavailableException undecided) {
      attempt.get().doesNotCount();
      throw undecided;
    }
  }

  /** The login that a browser's cookie names, if it counts now. */
  public Optional<BrowserLogin> find(OpaqueToken cookie) {
    return store.read(tx -> BrowserRows.find(tx, cookie, clock.instant()));
  }

  /** Logs the browser out; sessions that it allowed go on. */
  public void logout(BrowserLogin login, String correlationId) {
    store.write(tx -> {
      if (BrowserRows.delete(tx, login.cookie())) {
        trail.record(tx, draft(AuditEventType.LOGOUT, login, correlationId).allowed());
      }
      return login;
    });
  }

  /**
   * Removes what can count no more; answers how many rows. Attempts that were refused untried, and
   * are not in the trail yet, are told.
   */
  public int removeExpired(Transaction tx) {
    for (String detail : limited.due()) {
      trail.record(
          tx,
          trail
              .draft(AuditEventType.LOGIN)
              .refused(DenialReason.LOGIN_RATE_LIMITED.code(), detail));
    }
    return BrowserRows.removeExpired(tx, clock.instant());
  }

  private Verification<BrowserLogin> check(LoginRequest request) {
    Optional<UserAccount> account = find(request);
    boolean isRight =
        hashing.matches(request.password(), account.flatMap(UserAccount::passwordHash));
    if (!isRight) {
      String detail = account.isEmpty() ? "no such user" : "wrong password";
      return refused(request, account, DenialReason.LOGIN_REJECTED, detail);
    }
    return store.write(tx -> begin(tx, account.orElseThrow(), request));
  }

  private Optional<UserAccount> find(LoginRequest request) {
    try {
      TenantId tenant = new TenantId(request.tenant());
      UserName name = new UserName(request.name());
      return store.read(tx -> UserAccounts.find(tx, tenant, name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Looks again: the user may have been disabled, or given another password, while it was hashed.
   */
  private Verification<BrowserLogin> begin(Transaction tx, UserAccount seen, LoginRequest request) {
    UserAccount account = UserAccounts.find(tx, seen.user().subject()).orElse(seen);
    if (account.refusal().isEmpty() && account.generation() != seen.generation()) {
      trail.record(
          tx,
          draft(request.correlationId(), Optional.of(account))
              .refused(DenialReason.LOGIN_REJECTED.code(), "at login"));
      return Verification.rejected(Rejection.of(DenialReason.LOGIN_REJECTED));
    }
    return begin(
        tx, account, new Begun("password, in a browser", clock.instant(), request.correlationId()));
  }

  /**
   * How somebody proved who they are.
   *
   * @param by in what way, for the trail
   * @param at when they did; {@link IdTokens#UNKNOWN_TIME}: nobody says
   * @param correlationId joins the audit events of one request
   */
  public record Begun(String by, Instant at, String correlationId) {}

  /**
   * Logs the browser of a user in who has proven otherwise who they are, in the caller's
   * transaction and with its event; one who may not act is refused.
   */
  public Verification<BrowserLogin> begin(Transaction tx, UserAccount account, Begun begun) {
    Optional<DenialReason> refusal = account.refusal();
    if (refusal.isPresent()) {
      trail.record(
          tx,
          draft(begun.correlationId(), Optional.of(account))
              .refused(refusal.get().code(), begun.by()));
      return Verification.rejected(Rejection.of(refusal.get()));
    }
    OpaqueToken cookie = OpaqueToken.generate(OpaqueToken.Kind.BROWSER_SESSION, random);
    BrowserLogin login =
        new BrowserLogin(
            ids.get(), account, begun.at(), cookie, clock.instant().plus(BROWSER_LIFE));
    BrowserRows.insert(tx, login);
    AuditDecision decision =
        new AuditDecision(AuditDecision.Outcome.ALLOWED, "", begun.by(), false);
    AuditDraft draft = draft(AuditEventType.LOGIN, login, begun.correlationId());
    trail.record(tx, draft.decision(decision));
    return Verification.verified(login);
  }

  private Verification<BrowserLogin> refused(
      LoginRequest request, DenialReason reason, String detail) {
    return refused(request, Optional.empty(), reason, detail);
  }

  private Verification<BrowserLogin> refused(
      LoginRequest request, Optional<UserAccount> account, DenialReason reason, String detail) {
    AuditDraft draft = draft(request.correlationId(), account).refused(reason.code(), detail);
    store.write(tx -> {
      trail.record(tx, draft);
      return draft;
    });
    return Verification.rejected(Rejection.of(reason, detail));
  }

  private AuditDraft draft(String correlationId, Optional<UserAccount> account) {
    AuditDraft draft = trail.draft(AuditEventType.LOGIN).correlation(correlationId);
    return account
        .map(known -> draft.subject(known.user().subject().value(), known.user().tenant().value()))
        .orElse(draft);
  }

  private AuditDraft draft(AuditEventType type, BrowserLogin login, String correlationId) {
    return trail
        .draft(type)
        .subject(login.account().user().subject().value(), login.account().user().tenant().value())
        .session(login.id())
        .correlation(correlationId);
  }

  private static String key(LoginRequest request) {
    String key = request.tenant() + "/" + request.name();
    return key.length() > MAX_KEY ? key.substring(0, MAX_KEY) : key;
  }
}
