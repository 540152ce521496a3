package dev.locum.authservice.user;

import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The sessions of a tenant's users for those who administer, in the transaction of the caller. */
public final class OpenSessions {

  private static final String SELECT =
      "SELECT s.id, s.client, s.started_at, s.expires_at, u.subject, u.tenant, u.name FROM"
          + " login_session s JOIN user_account u ON u.subject = s.subject";

  private static final String OPEN =
      " AND s.ended_at IS NULL AND s.expires_at > ? AND s.generation = u.session_generation";

  private static final String ORDER = " ORDER BY s.started_at DESC, s.id LIMIT ? OFFSET ?";

  private OpenSessions() {}

  /**
   * A part of a list.
   *
   * @param offset how many come before
   * @param size how many at most
   */
  public record Page(long offset, int size) {}

  /**
   * Those that count now, the latest first.
   *
   * @param user only this user's; empty: everybody's of the tenant
   */
  public static List<OpenSession> list(
      Transaction tx, TenantId tenant, Optional<UserName> user, Instant now, Page page) {
    return user.isEmpty()
        ? tx.query(
            SELECT + " WHERE u.tenant = ?" + OPEN + ORDER,
            OpenSessions::read,
            tenant.value(),
            now,
            page.size(),
            page.offset())
        : tx.query(
            SELECT + " WHERE u.tenant = ? AND u.name = ?" + OPEN + ORDER,
            OpenSessions::read,
            tenant.value(),
            user.get().value(),
            now,
            page.size(),
            page.offset());
  }

  /**
   * The session of this id, ended or not.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is none, or it is long over
   */
  public static OpenSession require(Transaction tx, SessionId id) {
    return tx.queryOne(SELECT + " WHERE s.id = ?", OpenSessions::read, id.value())
        .orElseThrow(
            () -> new DenialException(DenialReason.ENTITY_NOT_FOUND, "a session of this id"));
  }

  /** Ends it for good; false if it had ended before. */
  public static boolean end(Transaction tx, SessionId id, Instant now) {
    return tx.update(
            "UPDATE login_session SET ended_at = ?, end_reason = 'ADMINISTRATOR' WHERE id = ? AND"
                + " ended_at IS NULL",
            now,
            id.value())
        == 1;
  }

  private static OpenSession read(Row row) {
    return new OpenSession(
        new SessionId(row.text("id")),
        new TenantId(row.text("tenant")),
        new UserName(row.text("name")),
        new Subject(row.text("subject")),
        row.text("client"),
        new OpenSession.Life(row.instant("started_at"), row.instant("expires_at")));
  }
}
