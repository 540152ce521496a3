package dev.locum.authservice.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Tables whose rows come and go with requests, or that are kept nowhere but in the database. All
 * others are records: a table that nobody lists here is only slow, since its changes end what is
 * remembered.
 */
public enum PassingTable {
  AUTHORIZATION_CODE,
  AUDIT_EVENT,
  BROWSER_SESSION,
  COUNTER,
  DELEGATION,
  DELEGATION_CHILD,
  DELEGATION_KEY,
  DELEGATION_RUN,
  DELEGATION_STEP,
  DELEGATION_WITHHELD,
  DEVICE_GRANT,
  PROOF_NONCE,
  REFRESH_TOKEN,
  SIGNING_KEY,
  SINGLE_USE;

  private final String table = name().toLowerCase(Locale.ROOT);

  /** The table of this name, if it is one that passes. */
  static Optional<PassingTable> of(String name) {
    return Arrays.stream(values()).filter(each -> each.is(name)).findFirst();
  }

  boolean is(String name) {
    return table.equalsIgnoreCase(name);
  }

  /**
   * Requires that a statement changes this table and no other.
   *
   * @throws IllegalArgumentException if it might change another
   */
  void requireChangedBy(String sql) {
    if (!begins(sql, "INSERT INTO ") && !begins(sql, "UPDATE ") && !begins(sql, "DELETE FROM ")) {
      throw new IllegalArgumentException("statement: of another form (expected: of " + table + ")");
    }
  }

  private boolean begins(String sql, String verb) {
    int end = verb.length() + table.length();
    return sql.startsWith(verb)
        && sql.startsWith(table, verb.length())
        && sql.length() > end
        && sql.charAt(end) == ' ';
  }
}
