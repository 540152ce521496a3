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
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Logins at external providers. Each one that comes back, accepted or not, is one {@code LOGIN}
 * event that names the provider; those that an address sends beyond its limit are counted ({@link
 * LimitedAttempts}), so that nobody fills the trail. Thread-safe.
 *
 * <p><b>Security guarantees</b>: a response counts once, in the browser in which the login was
 * begun, at the redirect URI of its provider alone (RFC 9700 §4.4); a provider that cannot be
 * reached logs nobody in, and touches no other login.
 */
public final class Federation {

  private static final String PURPOSE = "external-login";

  private final Map<String, OidcProvider> providers;
  private final Needs needs;
  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final LoginAttempts attempts;
  private final FailureBuckets strays;
  private final LimitedAttempts limited;

  /** What logs a browser in and knows who is who. */
  public record Needs(Logins logins, ExternalUsers users, SecureRandom random) {}

  /** Logins at these providers. */
  public Federation(Collection<OidcProvider> providers, Records records, Needs needs) {
    Map<String, OidcProvider> byId = new LinkedHashMap<>();
    providers.forEach(provider -> byId.put(provider.terms().id(), provider));
    this.providers = byId;
    this.needs = needs;
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

  /** A provider on the login page. */
  public record Offer(String id, String name) {}

  /** The providers, by name. */
  public List<Offer> offers() {
    return providers.values().stream()
        .map(provider -> new Offer(provider.terms().id(), provider.terms().name()))
        .sorted(Comparator.comparing(Offer::name))
        .toList();
  }

  /** Where a form of the login page may lead. */
  public Set<String> origins() {
    return providers.values().stream()
        .flatMap(provider -> provider.terms().origins().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A login that begins.
   *
   * @param cookie what the browser keeps; secret
   * @param location where it is sent
   */
  public record Begun(String cookie, String location) {

    @Override
    public String toString() {
      return "Begun[redacted]";
    }
  }

  /**
   * Begins a login.
   *
   * @param continuation the authorization request with which it goes on; may be empty
   * @param redirectUri where the provider sends the browser back to
   * @param maxAge how long ago the user may have logged in there, as the request asks; zero: they
   *     are to do it now; absent: it does not ask
   * @return where to go, or a rejection: {@code PROVIDER_UNKNOWN}, {@code PROVIDER_UNAVAILABLE}
   */
  public Verification<Begun> begin(
      String provider, String continuation, String redirectUri, Optional<Duration> maxAge) {
    OidcProvider chosen = providers.get(provider);
    if (chosen == null) {
      return Verification.rejected(Rejection.of(DenialReason.PROVIDER_UNKNOWN));
    }
    Optional<LoginTicket> ticket =
        LoginTicket.begin(
            new LoginTicket.Asked(provider, maxAge), continuation, clock.instant(), needs.random());
    if (ticket.isEmpty()) {
      return Verification.rejected(
          Rejection.of(DenialReason.REQUEST_INVALID, "an authorization request that is too long"));
    }
    try {
      String location = chosen.authorizationRequest(ticket.get(), redirectUri);
      return Verification.verified(new Begun(ticket.get().cookie(), location));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }

  /**
   * A browser that comes back from a provider.
   *
   * @param provider at whose redirect URI
   * @param redirectUri that one, as it was asked for
   * @param parameters what the provider sent along
   * @param cookie what the browser kept; empty: nothing
   * @param address where it comes from
   * @param correlationId joins the audit events of one request
   */
  public record Return(
      String provider,
      String redirectUri,
      Map<String, String> parameters,
      Optional<String> cookie,
      InetAddress address,
      String correlationId) {

    /** Copies the parameters. */
    public Return {
      parameters = Map.copyOf(parameters);
    }

    @Override
    public String toString() {
      return "Return[" + correlationId + "]";
    }
  }

  /**
   * A login that is made.
   *
   * @param login of the browser
   * @param continuation the authorization request with which it goes on; may be empty, and is not
   *     to be believed
   * @param there what the browser keeps to be logged out there, too; absent: it is not to be
   */
  public record Finished(BrowserLogin login, String continuation, Optional<ProviderLogin> there) {}

  /**
   * Where a browser is sent to be logged out at its provider.
   *
   * @param there what it kept of its login
   * @param back where the provider sends it then
   * @param state what it brings back
   * @return empty: nowhere, since nobody agreed on it or the provider has no such place
   * @throws DenialException {@code PROVIDER_UNAVAILABLE} if that cannot be found out
   */
  public Optional<String> logout(ProviderLogin there, String back, String state) {
    return Optional.ofNullable(providers.get(there.provider()))
        .flatMap(provider -> provider.logoutRequest(there.idToken(), back, state));
  }

  /** What people call a provider, if browsers are logged out there. */
  public Optional<String> nameWhereSessionsEnd(String provider) {
    return Optional.ofNullable(providers.get(provider))
        .map(OidcProvider::terms)
        .filter(ProviderTerms::endsSessions)
        .map(ProviderTerms::name);
  }

  /**
   * Finishes a login.
   *
   * @return it, or a rejection with the reason for the trail, where it is already
   */
  public Verification<Finished> finish(Return back) {
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
      Verification<Finished> outcome = decide(back, provider, ticket);
      if (!countsAsGuess(outcome)) {
        attempt.get().doesNotCount();
      }
      return outcome;
    } catch (StoreUnavailableException undecided) {
      attempt.get().doesNotCount();
      throw undecided;
    }
  }

  private static boolean countsAsGuess(Verification<Finished> outcome) {
    return outcome instanceof Verification.Rejected<Finished> rejected
        && (rejected.rejection().reason() == DenialReason.PROVIDER_ANSWER_REFUSED
            || rejected.rejection().reason() == DenialReason.LOGIN_NOT_BEGUN_HERE);
  }

  private Verification<Finished> limited(Return back) {
    DenialReason reason = DenialReason.LOGIN_RATE_LIMITED;
    return limited
        .count(back.address())
        .map(detail -> refused(back, Rejection.of(reason, detail)))
        .orElseGet(() -> Verification.rejected(Rejection.of(reason)));
  }

  /** Tells of attempts beyond the limit that are not in the trail yet; answers how many rows. */
  public int tellOfLimited(Transaction tx) {
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

  private Verification<Finished> decide(Return back, OidcProvider provider, LoginTicket ticket) {
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

  private Verification<Finished> admit(Return back, OidcProvider.Known known, String continuation) {
    Verification<BrowserLogin> login;
    try {
      login = store.write(tx -> admit(tx, back, known));
    } catch (DenialException e) {
      return refused(back, e.rejection());
    }
    return switch (login) {
      case Verification.Verified<BrowserLogin> made ->
          Verification.verified(
              new Finished(made.token(), continuation, there(back, made.token(), known)));
      case Verification.Rejected<BrowserLogin> rejected ->
          Verification.rejected(rejected.rejection());
    };
  }

  private Optional<ProviderLogin> there(Return back, BrowserLogin login, OidcProvider.Known known) {
    return nameWhereSessionsEnd(back.provider())
        .map(name ->
            ProviderLogin.of(
                back.provider(), login.account().user().subject(), known.idToken().reveal()));
  }

  private Verification<BrowserLogin> admit(Transaction tx, Return back, OidcProvider.Known known) {
    UserAccount account =
        needs.users().admit(tx, known.identity(), Requester.user(back.correlationId()));
    return needs
        .logins()
        .begin(
            tx,
            account,
            new Logins.Begun(
                "provider " + back.provider(),
                known.at().orElse(IdTokens.UNKNOWN_TIME),
                back.correlationId()));
  }

  /** Only the browser that began the login has the cookie from which the state is made. */
  private LoginTicket requireOwn(Return back) {
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

  private void useUp(Return back, LoginTicket ticket) {
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

  private static String code(Return back) {
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

  private Verification<Finished> refused(Return back, Rejection rejection) {
    String provider = providers.containsKey(back.provider()) ? back.provider() : "(unknown)";
    String detail = "provider " + provider + ": " + rejection.detail();
    String code = rejection.reason().code();
    store.write(tx -> {
      AuditDraft draft = trail.draft(AuditEventType.LOGIN).correlation(back.correlationId());
      boolean isUndecided = isUndecided(rejection.reason());
      trail.record(tx, isUndecided ? draft.undecided(code, detail) : draft.refused(code, detail));
      return draft;
    });
    return Verification.rejected(rejection);
  }

  private static boolean isUndecided(DenialReason reason) {
    return switch (reason.publicReason()) {
      case PROVIDER_UNAVAILABLE, AUTHORITY_UNAVAILABLE -> true;
      default -> false;
    };
  }
}
