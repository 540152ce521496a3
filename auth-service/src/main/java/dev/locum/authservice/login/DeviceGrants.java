package dev.locum.authservice.login;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.client.Clients;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.login.DevicePoll.Reason;
import dev.locum.authservice.login.DeviceRows.Decision;
import dev.locum.authservice.login.DeviceRows.DeviceGrant;
import dev.locum.authservice.login.DeviceRows.State;
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
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.KeyThumbprint;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The device flow (RFC 8628): a device without a browser asks, its user allows it in a browser, the
 * device polls for its tokens and gets them once.
 */
public final class DeviceGrants {

  /** The client that is registered nowhere and needs no name for users. */
  static final String BUILT_IN = "locum-cli";

  /** RFC 8628 §3.2: the default interval. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** RFC 8628 §3.5: what {@code slow_down} adds, for good. */
  private static final Duration SLOWER = Duration.ofSeconds(5);

  /** Bounds for how long a user code can be guessed. */
  private static final Duration LIFE = Duration.ofMinutes(10);

  /** How long a device that polls late is still told that its code has expired. */
  private static final Duration AFTERLIFE = Duration.ofHours(1);

  /** 34 bits hardly ever meet; more misses in a row mean that something else is wrong. */
  private static final int MAX_TRIES = 8;

  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final StoredSessions sessions;
  private final SecureRandom random;
  private final DeviceDecisions decisions;

  public DeviceGrants(Records records, StoredSessions sessions, Logins.Making making) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.sessions = sessions;
    this.random = making.random();
    this.decisions = new DeviceDecisions(records, making.ids());
  }

  /** What users decide about them. */
  public DeviceDecisions decisions() {
    return decisions;
  }

  /** A device with the built-in client begins. */
  public DeviceAuthorization begin(String client) {
    return begin(DeviceRequest.builtIn(client));
  }

  /**
   * A device begins.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if its client may not ask for that
   */
  public DeviceAuthorization begin(DeviceRequest asked) {
    for (int i = 0; i < MAX_TRIES; i++) {
      DeviceAuthorization grant =
          new DeviceAuthorization(
              OpaqueToken.generate(OpaqueToken.Kind.DEVICE_CODE, random),
              UserCode.generate(random),
              LIFE,
              INTERVAL);
      if (store.write(tx -> insert(tx, grant, asked))) {
        return grant;
      }
    }
    throw new IllegalStateException("user codes: none free (expected: hardly any in use)");
  }

  /**
   * Looks at the client again: it may have been removed, or may ask for less, since it was read.
   */
  private boolean insert(Transaction tx, DeviceAuthorization grant, DeviceRequest asked) {
    boolean mayAsk =
        asked.client().equals(BUILT_IN)
            || Clients.findEnabled(tx, asked.client())
                .filter(client -> client.mayAsk(UserGrant.DEVICE_CODE, asked.scopes()))
                .isPresent();
    if (!mayAsk) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "client " + asked.client() + ": not any more");
    }
    return DeviceRows.insert(tx, grant, asked, clock.instant());
  }

  /** A device with the built-in client polls for its tokens; it gets them once. */
  public DevicePoll poll(OpaqueToken deviceCode, String client, Requester by) {
    return poll(deviceCode, DevicePoller.builtIn(client), by);
  }

  /**
   * A device polls for its tokens; it gets them once. Before its user has decided nobody looks at
   * its key.
   *
   * @throws DenialException if a proof of its key is shown that does not count; the device may poll
   *     again
   */
  public DevicePoll poll(OpaqueToken deviceCode, DevicePoller poller, Requester by) {
    return switch (store.write(tx -> look(tx, deviceCode, poller, by))) {
      case Refused refused -> refused.answer();
      case Allowed allowed -> redeem(allowed, poller, by);
    };
  }

  /** Removes what can count no more; answers how many rows. */
  public int removeExpired(Transaction tx) {
    return DeviceRows.removeExpired(tx, clock.instant().minus(AFTERLIFE));
  }

  private sealed interface Look {}

  private record Refused(DevicePoll answer) implements Look {}

  private record Allowed(DeviceGrant grant, Decision decision, UserAccount account)
      implements Look {}

  private Look look(Transaction tx, OpaqueToken deviceCode, DevicePoller poller, Requester by) {
    Optional<DeviceGrant> found =
        DeviceRows.find(tx, deviceCode)
            .filter(grant -> grant.asked().client().equals(poller.client()));
    if (found.isEmpty()) {
      return refused(Reason.UNKNOWN);
    }
    DeviceGrant grant = found.get();
    if (target(grant, poller).isEmpty()) {
      return refused(Reason.WRONG_TARGET);
    }
    boolean isExpired = !clock.instant().isBefore(grant.timing().expiresAt());
    return switch (grant.state()) {
      case REDEEMED -> refused(Reason.UNKNOWN);
      case DENIED -> refused(Reason.DENIED);
      case PENDING -> refused(isExpired ? Reason.EXPIRED : pace(tx, grant));
      case ALLOWED -> isExpired ? refused(Reason.EXPIRED) : allowed(tx, grant, by);
    };
  }

  private Optional<Audience> target(DeviceGrant grant, DevicePoller poller) {
    return sessions
        .audiences()
        .choose(grant.asked().scopes(), grant.asked().audience(), poller.audience());
  }

  private Look allowed(Transaction tx, DeviceGrant grant, Requester by) {
    Decision decision = grant.decision().orElseThrow();
    return standing(tx, decision, by)
        .<Look>map(account -> new Allowed(grant, decision, account))
        .orElseGet(() -> refused(Reason.UNKNOWN));
  }

  private DevicePoll redeem(Allowed allowed, DevicePoller poller, Requester by) {
    DeviceRequest asked = allowed.grant().asked();
    StoredSessions.Prepared prepared =
        sessions.prepare(
            allowed.decision().session(),
            allowed.account(),
            new SessionTerms(
                asked.client(),
                asked.scopes(),
                asked.audience(),
                poller.isRefreshable(),
                poller.binding()),
            target(allowed.grant(), poller).orElseThrow(),
            key(allowed, poller, by));
    return store.write(tx -> {
      boolean isFirst =
          DeviceRows.move(tx, allowed.grant(), State.ALLOWED, State.REDEEMED)
              && standing(tx, allowed.decision(), by).isPresent();
      if (!isFirst) {
        return DevicePoll.refused(Reason.UNKNOWN);
      }
      sessions.begin(tx, prepared, by);
      return new DevicePoll.Granted(prepared, allowed.decision().authenticatedAt());
    });
  }

  private Optional<KeyThumbprint> key(Allowed allowed, DevicePoller poller, Requester by) {
    try {
      return poller.key().prove();
    } catch (DenialException e) {
      AuditDraft draft =
          refusal(allowed.decision(), Optional.of(allowed.account()), e.reason(), by);
      store.write(tx -> {
        trail.record(tx, draft);
        return draft;
      });
      throw e;
    }
  }

  /** The user who allowed it, if they may still act; a refusal is recorded. */
  private Optional<UserAccount> standing(Transaction tx, Decision decision, Requester by) {
    Optional<UserAccount> account = UserAccounts.find(tx, decision.subject());
    Optional<DenialReason> refusal =
        account
            .flatMap(UserAccount::refusal)
            .or(() ->
                account.filter(found -> found.generation() == decision.generation()).isPresent()
                    ? Optional.empty()
                    : Optional.of(DenialReason.SESSION_ENDED));
    if (refusal.isEmpty()) {
      return account;
    }
    trail.record(tx, refusal(decision, account, refusal.get(), by));
    return Optional.empty();
  }

  private AuditDraft refusal(
      Decision decision, Optional<UserAccount> account, DenialReason reason, Requester by) {
    AuditDraft draft =
        trail
            .draft(AuditEventType.ACCESS_TOKEN_ISSUED)
            .refused(reason.code(), "device flow")
            .actor(by.actor())
            .session(decision.session().value())
            .correlation(by.correlationId());
    account.ifPresent(
        found -> draft.subject(found.user().subject().value(), found.user().tenant().value()));
    return draft;
  }

  /** Whether it polls at its pace; if not, the pace is slower from now on. */
  private Reason pace(Transaction tx, DeviceGrant grant) {
    Instant now = clock.instant();
    Duration interval = grant.timing().interval();
    boolean isTooFast =
        grant.timing().polledAt().filter(last -> now.isBefore(last.plus(interval))).isPresent();
    DeviceRows.polled(tx, grant, now, isTooFast ? interval.plus(SLOWER) : interval);
    return isTooFast ? Reason.TOO_FAST : Reason.PENDING;
  }

  private static Look refused(Reason reason) {
    return new Refused(DevicePoll.refused(reason));
  }
}
