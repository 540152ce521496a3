package dev.locum.authservice.store;

import java.sql.SQLException;
import java.util.Set;

/**
 * Tells a broken constraint or a wrong statement, which are bugs, from a database that does not
 * answer.
 */
final class SqlFailures {

  /**
   * Classes of SQLSTATE: feature not supported, data exception, integrity constraint violation,
   * invalid transaction state, syntax error or access rule violation.
   */
  private static final Set<String> BUG_CLASSES = Set.of("0A", "22", "23", "25", "42");

  /** A transaction that stood still was ended by the database: of the class, yet no bug. */
  private static final String STALLED = "25P03";

  /**
   * SQLite's primary result codes of the same meaning; extended codes carry them in the low byte.
   */
  private static final Set<Integer> SQLITE_BUGS = Set.of(1, 19);

  private SqlFailures() {}

  static RuntimeException toException(SQLException e) {
    if (isBug(e)) {
      return new IllegalStateException("the store refused a statement", e);
    }
    return new StoreUnavailableException("the store does not answer", e);
  }

  private static boolean isBug(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() < 2) {
      return SQLITE_BUGS.contains(e.getErrorCode() & 0xff);
    }
    return BUG_CLASSES.contains(state.substring(0, 2)) && !state.equals(STALLED);
  }
}
