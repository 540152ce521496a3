package dev.locum.authservice.login;

import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.UserAccount;
import dev.locum.authservice.user.UserAccounts;
import java.time.Instant;
import java.util.Optional;

/** The rows of logins in browsers. */
final class BrowserRows {

  private BrowserRows() {}

  /** The login with this cookie, if it counts at that time. */
  static Optional<BrowserLogin> find(Transaction tx, OpaqueToken cookie, Instant now) {
    return tx.queryOne(
            "SELECT b.id, b.generation, b.started_at, b.expires_at, u.subject, u.tenant, u.name,"
                + " u.roles, u.disabled, u.password_hash, u.session_generation, t.disabled AS"
                + " tenant_disabled FROM browser_session b JOIN user_account u ON u.subject ="
                + " b.subject JOIN tenant t ON t.name = u.tenant WHERE b.hash = ?",
            row -> {
              UserAccount account = UserAccounts.read(row);
              boolean counts =
                  account.refusal().isEmpty()
                      && row.number("generation") == account.generation()
                      && now.isBefore(row.instant("expires_at"));
              return counts
                  ? Optional.of(
                      new BrowserLogin(
                          row.text("id"),
                          account,
                          row.instant("started_at"),
                          cookie,
                          row.instant("expires_at")))
                  : Optional.<BrowserLogin>empty();
            },
            cookie.hash())
        .flatMap(login -> login);
  }

  static void insert(Transaction tx, BrowserLogin login) {
    tx.change(
        PassingTable.BROWSER_SESSION,
        "INSERT INTO browser_session (hash, id, subject, generation, started_at, expires_at)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        login.cookie().hash(),
        login.id(),
        login.account().user().subject().value(),
        login.account().generation(),
        login.startedAt(),
        login.expiresAt());
  }

  /** Ends it; false if there is none. */
  static boolean delete(Transaction tx, OpaqueToken cookie) {
    return tx.change(
            PassingTable.BROWSER_SESSION,
            "DELETE FROM browser_session WHERE hash = ?",
            cookie.hash())
        == 1;
  }

  static int removeExpired(Transaction tx, Instant now) {
    return tx.change(
        PassingTable.BROWSER_SESSION, "DELETE FROM browser_session WHERE expires_at <= ?", now);
  }
}
