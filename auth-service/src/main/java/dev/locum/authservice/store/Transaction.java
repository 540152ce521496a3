package dev.locum.authservice.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One transaction, as a unit of work sees it. Statements use {@code ?} for every value: text,
 * numbers, booleans, {@link java.time.Instant} (kept in microseconds) and null. Valid only while
 * its unit runs.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the database does not answer, and
 * {@link IllegalStateException} when a constraint was broken or a statement is wrong, which is a
 * bug: rules use {@code ON CONFLICT}.
 */
public interface Transaction {

  /** All rows, in the statement's order. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values);

  /**
   * The row, if there is one.
   *
   * @throws IllegalStateException if there are more
   */
  default <T> Optional<T> queryOne(String sql, RowReader<T> reader, @Nullable Object... values) {
    List<T> rows = query(sql, reader, values);
    if (rows.size() > 1) {
      throw new IllegalStateException("rows: " + rows.size() + " (expected: at most 1)");
    }
    return rows.stream().findFirst();
  }

  /** Inserts, updates or deletes; answers how many rows were touched. */
  int update(String sql, @Nullable Object... values);

  /**
   * Inserts a row that no unit of this transaction needs to see in the table; rows of many units
   * are written together before the commit. A row that the database refuses undoes its unit alone.
   *
   * @param sql {@code INSERT INTO … VALUES (…)}
   */
  void append(String sql, @Nullable Object... values);

  /** The next value of a named counter: 1, 2, 3 … in the order of commits. */
  long next(String counter);

  /** Runs a part whose changes are undone alone when it throws; what it threw is thrown on. */
  <T> T nested(UnitOfWork<T> part);

  /**
   * Reads one row.
   *
   * @param <T> what becomes of it
   */
  @FunctionalInterface
  interface RowReader<T> {
    T read(Row row);
  }
}
