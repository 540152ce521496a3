package dev.locum.authservice.authorization;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.ScopeColumn;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Audience;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The rows of authorization codes. */
final class CodeRows {

  private CodeRows() {}

  /**
   * A code.
   *
   * @param binding to what it is bound
   * @param user who allowed it
   * @param asked what the tokens will be
   * @param expiresAt from then on it counts no more
   * @param isUsed whether it was shown before
   */
  record CodeRow(Binding binding, Allowed user, Asked asked, Instant expiresAt, boolean isUsed) {}

  /** Whoever shows the code must be this client, come from there and answer that. */
  record Binding(String client, String redirectUri, PkceChallenge challenge) {}

  /** Who allowed it, in which generation, the session that it opens, and when they logged in. */
  record Allowed(Subject subject, long generation, SessionId session, Instant authenticatedAt) {}

  /** What was asked for. */
  record Asked(Set<Scope> scopes, Optional<Audience> audience, Optional<String> nonce) {}

  static void insert(Transaction tx, OpaqueToken code, CodeRow row, Instant now) {
    tx.change(
        PassingTable.AUTHORIZATION_CODE,
        "INSERT INTO authorization_code (hash, client, redirect_uri, challenge, subject,"
            + " generation, session, authenticated_at, scopes, audience, nonce, issued_at,"
            + " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        code.hash(),
        row.binding().client(),
        row.binding().redirectUri(),
        row.binding().challenge().value(),
        row.user().subject().value(),
        row.user().generation(),
        row.user().session().value(),
        row.user().authenticatedAt(),
        ScopeColumn.of(row.asked().scopes()),
        row.asked().audience().map(Audience::value).orElse(null),
        row.asked().nonce().orElse(null),
        now,
        row.expiresAt());
  }

  static Optional<CodeRow> find(Transaction tx, OpaqueToken code) {
    return tx.queryOne(
        "SELECT * FROM authorization_code WHERE hash = ?", CodeRows::read, code.hash());
  }

  /** Uses it up; false if it was before. */
  static boolean use(Transaction tx, OpaqueToken code, Instant now) {
    return tx.change(
            PassingTable.AUTHORIZATION_CODE,
            "UPDATE authorization_code SET used_at = ? WHERE hash = ? AND used_at IS NULL",
            now,
            code.hash())
        == 1;
  }

  /**
   * Removes what can count no more. A code that was redeemed stays as long as its session does, so
   * that showing it again ends the session.
   */
  static int removeExpired(Transaction tx, Instant now) {
    return tx.change(
        PassingTable.AUTHORIZATION_CODE,
        "DELETE FROM authorization_code WHERE expires_at <= ? AND NOT EXISTS (SELECT 1 FROM"
            + " login_session WHERE login_session.id = authorization_code.session)",
        now);
  }

  private static CodeRow read(Row row) {
    return new CodeRow(
        new Binding(
            row.text("client"), row.text("redirect_uri"), new PkceChallenge(row.text("challenge"))),
        new Allowed(
            new Subject(row.text("subject")),
            row.number("generation"),
            new SessionId(row.text("session")),
            row.instant("authenticated_at")),
        new Asked(
            ScopeColumn.read(row),
            row.optionalText("audience").map(Audience::new),
            row.optionalText("nonce")),
        row.instant("expires_at"),
        row.optionalInstant("used_at").isPresent());
  }
}
