package dev.locum.authservice.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.FailureBuckets;
import dev.locum.authservice.login.LimitedAttempts;
import dev.locum.authservice.login.LoginAttempts;
import dev.locum.authservice.login.LoginLimits;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.store.SingleUses;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.ExternalUsers;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.UserAccount;
import dev.locum.grpcauthz.audit.DenialDecision;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finishes logins at external providers. Each return, accepted or not, is one {@code LOGIN} event
 * that names the provider; those that an address sends beyond its limit are counted ({@link
 * LimitedAttempts}), so that nobody fills the trail. Thread-safe.
 */
final class LoginReturns {

  private static final String PURPOSE = "external-login";

  private final Map<String, OidcProvider> providers;
  private final Logins logins;
  private final ExternalUsers users;
  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final LoginAttempts attempts;
  private final FailureBuckets strays;
  private final LimitedAttempts limited;

  /** Returns from these providers, by id. */
  LoginReturns(Map<String, OidcProvider> providers, Records records, Federation.Needs needs) {
    this.providers = providers;
    this.logins = needs.logins();
    this.users = needs.users();
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    // Whoever comes from one address: an office behind one may be many, and no name is guessed.
    LoginLimits.Allowance address = LoginLimits.defaults().address();
    this.attempts =
        new LoginAttempts(
            new LoginLimits(LoginLimits.defaults().attempts(), address, address, address), clock);
    this.strays = new FailureBuckets(address, clock);
    this.limited = new LimitedAttempts(clock);
  }

  /**
   * Finishes a login.
   *
   * @return it, or a rejection with the reason for the trail, where it is already
   */
  Verification<FinishedLogin> finish(LoginReturn back) {
    String address = FailureBuckets.key(back.address());
    OidcProvider provider;
    LoginTicket ticket;
    try {
      provider = require(back.provider());
      ticket = requireOwn(back);
    } catch (DenialException e) {
      // Counted apart: whoever sends such from a shared address stops no login that is under way.
      return strays.takeOne(address) ? refused(back, e.rejection()) : limited(back);
    }
    Optional<LoginAttempts.Attempt> attempt =
        attempts.begin("external " + back.address().getHostAddress(), back.address());
    if (attempt.isEmpty()) {
      return limited(back);
    }
    try {
      Verification<FinishedLogin> outcome = decide(back, provider, ticket);
      if (!countsAsGuess(outcome)) {
        attempt.get().doesNotCount();
      }
      return outcome;
    } catch (StoreUnavailableException undecided) {
      attempt.get().doesNotCount();
      throw undecided;
    }
  }

  private static boolean countsAsGuess(Verification<FinishedLogin> outcome) {
    return outcome instanceof Verification.Rejected<FinishedLogin> rejected
        && (rejected.rejection().reason() == DenialReason.PROVIDER_ANSWER_REFUSED
            || rejected.rejection().reason() == DenialReason.LOGIN_NOT_BEGUN_HERE);
  }

  private Verification<FinishedLogin> limited(LoginReturn back) {
    DenialReason reason = DenialReason.LOGIN_RATE_LIMITED;
    return limited
        .count(back.address())
        .map(detail -> refused(back, Rejection.of(reason, detail)))
        .orElseGet(() -> Verification.rejected(Rejection.of(reason)));
  }

  /** Tells of attempts beyond the limit that are not in the trail yet; answers how many rows. */
  int tellOfLimited(Transaction tx) {
    List<String> due = limited.due();
    for (String detail : due) {
      trail.record(
          tx,
          trail
              .draft(AuditEventType.LOGIN)
              .refused(DenialReason.LOGIN_RATE_LIMITED.code(), "provider: " + detail));
    }
    return due.size();
  }

  private OidcProvider require(String provider) {
    return Optional.ofNullable(providers.get(provider))
        .orElseThrow(() -> new DenialException(DenialReason.PROVIDER_UNKNOWN, "none of ours"));
  }

  private Verification<FinishedLogin> decide(
      LoginReturn back, OidcProvider provider, LoginTicket ticket) {
    OidcProvider.Known known;
    try {
      useUp(back, ticket);
      provider.requireOwnResponse(Optional.ofNullable(back.parameters().get("iss")));
      known = provider.redeem(code(back), ticket, back.redirectUri());
    } catch (DenialException e) {
      return refused(back, e.rejection());
    }
    return admit(back, known, ticket.continuation());
  }

  private Verification<FinishedLogin> admit(
      LoginReturn back, OidcProvider.Known known, String continuation) {
    Verification<BrowserLogin> login;
    try {
      login = store.write(tx -> admit(tx, back, known));
    } catch (DenialException e) {
      return refused(back, e.rejection());
    }
    return switch (login) {
      case Verification.Verified<BrowserLogin> made ->
          Verification.verified(
              new FinishedLogin(made.token(), continuation, there(back, made.token(), known)));
      case Verification.Rejected<BrowserLogin> rejected ->
          Verification.rejected(rejected.rejection());
    };
  }

  private Optional<ProviderLogin> there(
      LoginReturn back, BrowserLogin login, OidcProvider.Known known) {
    return Optional.ofNullable(providers.get(back.provider()))
        .filter(provider -> provider.terms().endsSessions())
        .map(provider ->
            ProviderLogin.of(
                back.provider(), login.account().user().subject(), known.idToken().reveal()));
  }

  private Verification<BrowserLogin> admit(
      Transaction tx, LoginReturn back, OidcProvider.Known known) {
    UserAccount account = users.admit(tx, known.identity(), Requester.user(back.correlationId()));
    return logins.begin(
        tx,
        account,
        new Logins.Begun(
            "provider " + back.provider(),
            known.at().orElse(IdTokens.UNKNOWN_TIME),
            back.correlationId()));
  }

  /** Only the browser that began the login has the cookie from which the state is made. */
  private LoginTicket requireOwn(LoginReturn back) {
    LoginTicket ticket =
        back.cookie()
            .flatMap(LoginTicket::parse)
            .filter(shown -> shown.counts(back.provider(), clock.instant()))
            .orElseThrow(() -> notBegunHere("no login of this provider is under way"));
    byte[] state = back.parameters().getOrDefault("state", "").getBytes(UTF_8);
    if (!MessageDigest.isEqual(state, ticket.state().getBytes(UTF_8))) {
      throw notBegunHere("state: another");
    }
    return ticket;
  }

  private void useUp(LoginReturn back, LoginTicket ticket) {
    boolean isFirst =
        store.write(tx ->
            SingleUses.use(
                tx,
                PURPOSE,
                back.provider(),
                ticket.state(),
                ticket.expiresAt().plusSeconds(60),
                clock.instant()));
    if (!isFirst) {
      throw notBegunHere("state: used before");
    }
  }

  private static String code(LoginReturn back) {
    String error = back.parameters().get("error");
    if (error != null) {
      throw new DenialException(
          DenialReason.PROVIDER_ANSWER_REFUSED, "the provider says " + OidcProvider.code(error));
    }
    String code = back.parameters().getOrDefault("code", "");
    if (code.isEmpty()) {
      throw new DenialException(DenialReason.PROVIDER_ANSWER_REFUSED, "code: absent");
    }
    return code;
  }

  private static DenialException notBegunHere(String detail) {
    return new DenialException(DenialReason.LOGIN_NOT_BEGUN_HERE, detail);
  }

  private Verification<FinishedLogin> refused(LoginReturn back, Rejection rejection) {
    String provider = providers.containsKey(back.provider()) ? back.provider() : "(unknown)";
    String detail = "provider " + provider + ": " + rejection.detail();
    store.write(tx -> {
      AuditDraft draft =
          trail
              .draft(AuditEventType.LOGIN)
              .correlation(back.correlationId())
              .decision(DenialDecision.of(rejection.reason(), detail));
      trail.record(tx, draft);
      return draft;
    });
    return Verification.rejected(rejection);
  }
}
