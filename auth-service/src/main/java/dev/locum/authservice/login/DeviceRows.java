package dev.locum.authservice.login;

import dev.locum.authservice.client.ScopeColumn;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Audience;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The rows of device grants. */
final class DeviceRows {

  private DeviceRows() {}

  /** How far a grant has come. */
  enum State {
    PENDING,
    ALLOWED,
    DENIED,
    REDEEMED
  }

  /**
   * A grant.
   *
   * @param hash names it
   * @param asked what was asked for
   * @param state how far it has come
   * @param decision who allowed it; set when allowed
   * @param timing when it may be polled and until when
   */
  record DeviceGrant(
      String hash, DeviceRequest asked, State state, Optional<Decision> decision, Timing timing) {}

  /**
   * Who allowed it: in which generation, the session that it opens, and when they had logged in.
   */
  record Decision(
      Subject subject, long generation, SessionId session, Optional<Instant> authenticatedAt) {}

  /** When it was asked for, when it expires, how often and when last it was polled. */
  record Timing(
      Instant requestedAt, Instant expiresAt, Duration interval, Optional<Instant> polledAt) {}

  /** Stores it; false if the user code is in use. */
  static boolean insert(
      Transaction tx, DeviceAuthorization grant, DeviceRequest asked, Instant now) {
    return tx.change(
            PassingTable.DEVICE_GRANT,
            "INSERT INTO device_grant (hash, user_code_hash, client, scopes, audience, state,"
                + " requested_at, expires_at, interval_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            grant.deviceCode().hash(),
            grant.userCode().hash(),
            asked.client(),
            ScopeColumn.of(asked.scopes()),
            asked.audience().map(Audience::value).orElse(null),
            State.PENDING.name(),
            now,
            now.plus(grant.expiresIn()),
            grant.interval().toSeconds())
        == 1;
  }

  static Optional<DeviceGrant> find(Transaction tx, OpaqueToken deviceCode) {
    return tx.queryOne(
        "SELECT * FROM device_grant WHERE hash = ?", DeviceRows::read, deviceCode.hash());
  }

  static Optional<DeviceGrant> find(Transaction tx, UserCode userCode) {
    return tx.queryOne(
        "SELECT * FROM device_grant WHERE user_code_hash = ?", DeviceRows::read, userCode.hash());
  }

  static void polled(Transaction tx, DeviceGrant grant, Instant now, Duration interval) {
    tx.change(
        PassingTable.DEVICE_GRANT,
        "UPDATE device_grant SET polled_at = ?, interval_seconds = ? WHERE hash = ?",
        now,
        interval.toSeconds(),
        grant.hash());
  }

  /** Allows it; false if it was decided before. */
  static boolean allow(Transaction tx, DeviceGrant grant, Decision decision) {
    return tx.change(
            PassingTable.DEVICE_GRANT,
            "UPDATE device_grant SET state = ?, subject = ?, generation = ?, session = ?,"
                + " authenticated_at = ? WHERE hash = ? AND state = ?",
            State.ALLOWED.name(),
            decision.subject().value(),
            decision.generation(),
            decision.session().value(),
            decision.authenticatedAt().orElse(null),
            grant.hash(),
            State.PENDING.name())
        == 1;
  }

  /** Moves it from one state to another; false if it was not in the first. */
  static boolean move(Transaction tx, DeviceGrant grant, State from, State to) {
    return tx.change(
            PassingTable.DEVICE_GRANT,
            "UPDATE device_grant SET state = ? WHERE hash = ? AND state = ?",
            to.name(),
            grant.hash(),
            from.name())
        == 1;
  }

  static int removeExpired(Transaction tx, Instant before) {
    return tx.change(
        PassingTable.DEVICE_GRANT, "DELETE FROM device_grant WHERE expires_at <= ?", before);
  }

  private static DeviceGrant read(Row row) {
    Optional<Decision> decision =
        row.optionalText("subject")
            .map(subject ->
                new Decision(
                    new Subject(subject),
                    row.number("generation"),
                    new SessionId(row.text("session")),
                    row.optionalInstant("authenticated_at")));
    return new DeviceGrant(
        row.text("hash"),
        new DeviceRequest(
            row.text("client"),
            ScopeColumn.read(row),
            row.optionalText("audience").map(Audience::new)),
        State.valueOf(row.text("state")),
        decision,
        new Timing(
            row.instant("requested_at"),
            row.instant("expires_at"),
            Duration.ofSeconds(row.number("interval_seconds")),
            row.optionalInstant("polled_at")));
  }
}
