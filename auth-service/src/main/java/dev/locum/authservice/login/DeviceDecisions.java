package dev.locum.authservice.login;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.Clients;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.login.DeviceRows.Decision;
import dev.locum.authservice.login.DeviceRows.DeviceGrant;
import dev.locum.authservice.login.DeviceRows.State;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Records;
import dev.locum.token.SessionId;
import dev.locum.token.denial.DenialReason;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The user's side of the device flow (RFC 8628 §3.3): they type the code that the device shows, see
 * who asks for what, and allow or refuse it once. Thread-safe.
 */
public final class DeviceDecisions {

  /** Guesses of user codes, by user and by address (RFC 8628 §5.1). */
  private static final LoginLimits.Allowance GUESSES =
      new LoginLimits.Allowance(10, Duration.ofSeconds(30));

  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final Supplier<String> ids;
  private final FailureBuckets guesses;

  /**
   * Decisions about the grants of a store.
   *
   * @param ids of the sessions that are allowed
   */
  DeviceDecisions(Records records, Supplier<String> ids) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.ids = ids;
    this.guesses = new FailureBuckets(GUESSES, records.clock());
  }

  /**
   * What a user is asked.
   *
   * @param code the code that they typed
   * @param client the client that wants to act for them, as they know it
   * @param scopes for what
   * @param requestedAt when it asked
   */
  public record Question(UserCode code, String client, Set<Scope> scopes, Instant requestedAt) {}

  /**
   * What the typed code asks of the user; empty if no undecided grant has it, or if there were too
   * many wrong codes by this user or from this address: the two look alike.
   */
  public Optional<Question> find(String typed, BrowserLogin login, InetAddress address) {
    String byUser = "user " + login.account().user().subject();
    String byAddress = "address " + FailureBuckets.key(address);
    if (!guesses.takeOne(byUser)) {
      return Optional.empty();
    }
    if (!guesses.takeOne(byAddress)) {
      guesses.giveBack(byUser, 1);
      return Optional.empty();
    }
    Optional<Question> question =
        UserCode.parse(typed)
            .flatMap(code ->
                store.read(tx ->
                    DeviceRows.find(tx, code)
                        .filter(grant -> isUndecided(grant, clock.instant()))
                        .flatMap(grant -> question(tx, code, grant, login))));
    if (question.isPresent()) {
      guesses.giveBack(byUser, 1);
      guesses.giveBack(byAddress, 1);
    }
    return question;
  }

  /** Empty if the client is gone meanwhile, or is not for this user. */
  private static Optional<Question> question(
      Transaction tx, UserCode code, DeviceGrant grant, BrowserLogin login) {
    DeviceRequest asked = grant.asked();
    Optional<String> name =
        asked.client().equals(DeviceGrants.BUILT_IN)
            ? Optional.of(asked.client())
            : Clients.findEnabled(tx, asked.client())
                .filter(client -> client.isFor(login.account().user().tenant()))
                .map(Client::name);
    return name.map(
        shown -> new Question(code, shown, asked.scopes(), grant.timing().requestedAt()));
  }

  /**
   * The user decides. An allowed device can fetch its tokens; they belong to a session that is
   * named here, in the event {@code LOGIN}.
   *
   * @return false if it was decided or has expired meanwhile
   */
  public boolean decide(
      Question question, BrowserLogin login, boolean isAllowed, String correlationId) {
    Decision decision =
        new Decision(
            login.account().user().subject(),
            login.account().generation(),
            new SessionId(ids.get()),
            Optional.of(login.startedAt()));
    return store.write(tx -> {
      Optional<DeviceGrant> grant =
          DeviceRows.find(tx, question.code())
              .filter(found -> isUndecided(found, clock.instant()))
              .filter(found ->
                  isAllowed
                      ? DeviceRows.allow(tx, found, decision)
                      : DeviceRows.move(tx, found, State.PENDING, State.DENIED));
      grant.ifPresent(found ->
          trail.record(
              tx,
              decided(found, login, isAllowed ? Optional.of(decision) : Optional.empty())
                  .correlation(correlationId)));
      return grant.isPresent();
    });
  }

  /** A login through a client: the event from which the trail of its session starts. */
  private AuditDraft decided(DeviceGrant grant, BrowserLogin login, Optional<Decision> allowed) {
    String detail = "device flow of " + grant.asked().client() + " in browser login " + login.id();
    AuditDecision decision =
        allowed.isPresent()
            ? new AuditDecision(AuditDecision.Outcome.ALLOWED, "", detail, false)
            : AuditDecision.refused(
                DenialReason.LOGIN_REJECTED.code(), "the user refused, " + detail);
    return trail
        .draft(AuditEventType.LOGIN)
        .decision(decision)
        .subject(login.account().user().subject().value(), login.account().user().tenant().value())
        .session(allowed.map(made -> made.session().value()).orElse(login.id()));
  }

  private static boolean isUndecided(DeviceGrant grant, Instant now) {
    return grant.state() == State.PENDING && now.isBefore(grant.timing().expiresAt());
  }
}
