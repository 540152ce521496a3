package dev.locum.authservice.session;

import dev.locum.authservice.store.Transaction;
import java.time.Instant;

/** What becomes of the sessions of a client that goes, in the transaction of the caller. */
public final class ClientSessions {

  private ClientSessions() {}

  /** Ends every session that was begun through the client; answers how many. */
  public static int end(Transaction tx, String clientId, Instant now) {
    return tx.update(
        "UPDATE login_session SET ended_at = ?, end_reason = 'CLIENT_REMOVED' WHERE client = ? AND"
            + " ended_at IS NULL",
        now,
        clientId);
  }
}
