package dev.locum.authservice.audit;

import dev.locum.authservice.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to the trail. Conditions are joined by AND; without any, every event matches. Not
 * thread-safe.
 */
public final class AuditQuery {

  /** Bounds the memory of one answer. */
  public static final int MAX_PAGE = 500;

  private final List<String> conditions = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();
  private boolean backwards;
  private int limit = MAX_PAGE;

  /**
   * A column of the trail that a question may name; the only way for a name to get into the
   * statement.
   */
  public enum Field {
    TENANT("tenant"),
    SUBJECT("subject"),
    DELEGATION("delegation"),
    WORKFLOW_ID("workflow_id"),
    TYPE("type"),
    OUTCOME("outcome"),
    TOKEN_ID("token_id"),
    CORRELATION_ID("correlation_id");

    private final String column;

    Field(String column) {
      this.column = column;
    }

    /** Most events have no delegation and no workflow, and the indexes leave those out. */
    private String equalsValue() {
      return this == DELEGATION || this == WORKFLOW_ID
          ? column + " = ? AND " + column + " <> ''"
          : column + " = ?";
    }
  }

  /** Only events of which the field has this value; the empty text asks nothing. */
  public AuditQuery where(Field field, String value) {
    if (!value.isEmpty()) {
      condition(field.equalsValue(), value);
    }
    return this;
  }

  /** Only events after this position. */
  public AuditQuery after(long position) {
    return condition("position > ?", position);
  }

  /** Only events at or after this time. */
  public AuditQuery since(Instant time) {
    return condition("time >= ?", time);
  }

  /** Only events before this time. */
  public AuditQuery until(Instant time) {
    return condition("time < ?", time);
  }

  /**
   * Only events of the trail of this delegation or workflow: its own, those of the requests that
   * belong to them, and those of the login session from which it came.
   */
  public AuditQuery trailOf(Field field, String value) {
    String own = "SELECT %s FROM audit_event WHERE " + field.equalsValue() + " AND %s <> ''";
    conditions.add(
        "("
            + field.column
            + " = ?"
            + " OR correlation_id IN ("
            + own.formatted("correlation_id", "correlation_id")
            + ")"
            + " OR token_id IN ("
            + own.formatted("parent_token_id", "parent_token_id")
            + ")"
            + " OR (type IN ('LOGIN', 'LOGOUT') AND session IN ("
            + own.formatted("session", "session")
            + ")))");
    for (int i = 0; i < 4; i++) {
      values.add(value);
    }
    return this;
  }

  /** At most so many; 1 to {@link #MAX_PAGE}. */
  public AuditQuery limit(int most) {
    limit = Math.clamp(most, 1, MAX_PAGE);
    return this;
  }

  /** The newest that match, newest first, where the oldest are the rule. */
  public AuditQuery newestFirst() {
    backwards = true;
    return this;
  }

  private AuditQuery condition(String condition, Object value) {
    conditions.add(condition);
    values.add(value);
    return this;
  }

  List<StoredEvent> run(Transaction tx) {
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    List<@Nullable Object> all = new ArrayList<>(values);
    all.add(limit);
    return tx.query(
        "SELECT * FROM audit_event"
            + where
            + " ORDER BY position"
            + (backwards ? " DESC" : "")
            + " LIMIT ?",
        AuditRows::read,
        all.toArray());
  }
}
