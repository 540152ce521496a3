package dev.locum.authservice.client;

import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a client holds of its users: sessions with their refresh tokens, authorization codes, device
 * grants. It holds nothing that goes beyond what it may ask for now, in the transaction that
 * changes it.
 */
final class ClientHoldings {

  private ClientHoldings() {}

  /** Ends all of it; answers how many sessions. */
  static int endAll(Transaction tx, ClientId id, Instant now) {
    endGrants(tx, id);
    return endSessions(tx, id, "CLIENT_REMOVED", now);
  }

  /**
   * Ends what goes beyond what the client may now. Nothing tells by which grant a session began, so
   * a grant that is taken away ends them all; a redirect URI ends the codes that were sent there.
   */
  static void endBeyond(Transaction tx, Client former, Client now, Instant at) {
    if (!now.rules().grants().containsAll(former.rules().grants())) {
      endGrants(tx, now.id());
      endSessions(tx, now.id(), "CLIENT_NARROWED", at);
      return;
    }
    endCodesBeyond(tx, now);
    if (!now.rules().scopes().containsAll(former.rules().scopes())) {
      endScopesBeyond(tx, now, at);
    }
  }

  /** One that was used stays, so that showing it again ends its session. */
  private static void endCodesBeyond(Transaction tx, Client client) {
    List<String> redirectUris =
        tx.query(
            "SELECT DISTINCT redirect_uri FROM authorization_code WHERE client = ?",
            row -> row.text("redirect_uri"),
            client.id().value());
    redirectUris.stream()
        .filter(uri -> client.rules().redirectUri(uri).isEmpty())
        .forEach(uri ->
            tx.change(
                PassingTable.AUTHORIZATION_CODE,
                "DELETE FROM authorization_code WHERE client = ? AND redirect_uri = ? AND used_at"
                    + " IS NULL",
                client.id().value(),
                uri));
  }

  private static void endScopesBeyond(Transaction tx, Client client, Instant at) {
    String id = client.id().value();
    for (Set<Scope> scopes : beyond(tx, "login_session", client)) {
      tx.update(
          "UPDATE login_session SET ended_at = ?, end_reason = 'CLIENT_NARROWED' WHERE client = ?"
              + " AND scopes = ? AND ended_at IS NULL",
          at,
          id,
          ScopeColumn.of(scopes));
    }
    for (Set<Scope> scopes : beyond(tx, "authorization_code", client)) {
      tx.change(
          PassingTable.AUTHORIZATION_CODE,
          "DELETE FROM authorization_code WHERE client = ? AND scopes = ?",
          id,
          ScopeColumn.of(scopes));
    }
    for (Set<Scope> scopes : beyond(tx, "device_grant", client)) {
      tx.change(
          PassingTable.DEVICE_GRANT,
          "DELETE FROM device_grant WHERE client = ? AND scopes = ?",
          id,
          ScopeColumn.of(scopes));
    }
  }

  /** The sets of scopes in a table, a handful, that the client may not ask for any more. */
  private static List<Set<Scope>> beyond(Transaction tx, String table, Client client) {
    List<Set<Scope>> held =
        tx.query(
            "SELECT DISTINCT scopes FROM " + table + " WHERE client = ?",
            (Row row) -> ScopeColumn.read(row),
            client.id().value());
    return held.stream().filter(scopes -> !client.rules().scopes().containsAll(scopes)).toList();
  }

  private static void endGrants(Transaction tx, ClientId id) {
    tx.change(
        PassingTable.AUTHORIZATION_CODE,
        "DELETE FROM authorization_code WHERE client = ?",
        id.value());
    tx.change(PassingTable.DEVICE_GRANT, "DELETE FROM device_grant WHERE client = ?", id.value());
  }

  private static int endSessions(Transaction tx, ClientId id, String reason, Instant now) {
    return tx.update(
        "UPDATE login_session SET ended_at = ?, end_reason = ? WHERE client = ? AND ended_at IS"
            + " NULL",
        now,
        reason,
        id.value());
  }
}
