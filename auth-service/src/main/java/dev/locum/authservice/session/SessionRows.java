package dev.locum.authservice.session;

import dev.locum.authservice.client.ScopeColumn;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.token.Audience;
import dev.locum.token.SessionId;
import dev.locum.token.TokenId;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.KeyThumbprint;
import java.time.Instant;
import java.util.Optional;

/** The rows of sessions, refresh tokens and revoked access tokens. */
final class SessionRows {

  private static final String SELECT =
      "SELECT s.id, s.client, s.scopes, s.audience, s.generation, s.expires_at, s.ended_at,"
          + " u.subject, u.tenant, u.name, u.roles, u.disabled, u.password_hash,"
          + " u.session_generation, t.disabled AS tenant_disabled";
  private static final String OF_SESSION =
      " FROM login_session s JOIN user_account u ON u.subject = s.subject"
          + " JOIN tenant t ON t.name = u.tenant";

  private static final Question.OfRecords<Session> BY_ID =
      Question.ofRecords(SELECT + OF_SESSION + " WHERE s.id = ?", SessionRows::read);
  private static final Question.OfPassing<RefreshRow> BY_REFRESH_TOKEN =
      Question.of(
          PassingTable.REFRESH_TOKEN,
          SELECT
              + ", r.used_at, r.proof_key, r.certificate"
              + OF_SESSION
              + " JOIN refresh_token r ON r.session = s.id WHERE r.hash = ?",
          SessionRows::readRefresh);
  private static final Question.OfRecords<String> REVOKED =
      Question.ofRecords(
          "SELECT token_id FROM revoked_access_token WHERE token_id = ?",
          row -> row.text("token_id"));

  private SessionRows() {}

  /**
   * A refresh token's row.
   *
   * @param session the session of its family
   * @param isUsed whether it was rotated before
   * @param key to which it is bound; empty: to none
   * @param certificate to which it is bound; empty: to none
   */
  record RefreshRow(
      Session session,
      boolean isUsed,
      Optional<KeyThumbprint> key,
      Optional<CertificateThumbprint> certificate) {}

  static Optional<Session> find(Transaction tx, SessionId id) {
    return tx.askOne(BY_ID, id.value());
  }

  static Optional<RefreshRow> findByRefreshToken(Transaction tx, String hash) {
    return tx.askOne(BY_REFRESH_TOKEN, hash);
  }

  static void insert(Transaction tx, Session session, Instant startedAt) {
    tx.update(
        "INSERT INTO login_session (id, subject, client, scopes, audience, generation,"
            + " started_at, expires_at, end_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
        session.id().value(),
        session.account().user().subject().value(),
        session.client(),
        ScopeColumn.of(session.scopes()),
        session.audience().map(Audience::value).orElse(null),
        session.generation(),
        startedAt,
        session.expiresAt());
  }

  /** Ends it; false if it had ended before. */
  static boolean end(Transaction tx, SessionId id, Instant now, String reason) {
    return tx.update(
            "UPDATE login_session SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS"
                + " NULL",
            now,
            reason,
            id.value())
        == 1;
  }

  /** Keeps the refresh token of fresh tokens, and to what it is bound. */
  static void insertRefreshToken(
      Transaction tx, SessionTokens tokens, SessionId session, Instant now) {
    tx.defer(
        PassingTable.REFRESH_TOKEN,
        "INSERT INTO refresh_token (hash, session, issued_at, proof_key, certificate)"
            + " VALUES (?, ?, ?, ?, ?)",
        tokens.refresh().hash(),
        session.value(),
        now,
        tokens.key().map(KeyThumbprint::value).orElse(null),
        tokens.certificate().map(CertificateThumbprint::value).orElse(null));
  }

  /** Marks it used. Whoever writes has seen that it was not, and nobody else writes meanwhile. */
  static void useRefreshToken(Transaction tx, String hash, Instant now) {
    tx.defer(
        PassingTable.REFRESH_TOKEN,
        "UPDATE refresh_token SET used_at = ? WHERE hash = ?",
        now,
        hash);
  }

  static boolean isRevoked(Transaction tx, TokenId token) {
    return tx.askOne(REVOKED, token.value()).isPresent();
  }

  /** Revokes one access token; false if it was revoked before. */
  static boolean revoke(Transaction tx, TokenId token, Instant expiresAt) {
    return tx.update(
            "INSERT INTO revoked_access_token (token_id, expires_at) VALUES (?, ?)"
                + " ON CONFLICT (token_id) DO NOTHING",
            token.value(),
            expiresAt)
        == 1;
  }

  /** Removes what can count no more; answers how many rows. */
  static int removeExpired(Transaction tx, Instant now) {
    return tx.update("DELETE FROM revoked_access_token WHERE expires_at <= ?", now)
        + tx.change(
            PassingTable.REFRESH_TOKEN,
            "DELETE FROM refresh_token WHERE session IN"
                + " (SELECT id FROM login_session WHERE expires_at <= ?)",
            now)
        + tx.update("DELETE FROM login_session WHERE expires_at <= ?", now);
  }

  private static RefreshRow readRefresh(Row row) {
    return new RefreshRow(
        read(row),
        row.optionalInstant("used_at").isPresent(),
        row.optionalText("proof_key").map(KeyThumbprint::new),
        row.optionalText("certificate").map(CertificateThumbprint::new));
  }

  private static Session read(Row row) {
    return new Session(
        new SessionId(row.text("id")),
        UserAccounts.read(row),
        row.text("client"),
        ScopeColumn.read(row),
        row.optionalText("audience").map(Audience::new),
        row.number("generation"),
        row.instant("expires_at"),
        row.optionalInstant("ended_at").isPresent());
  }
}
