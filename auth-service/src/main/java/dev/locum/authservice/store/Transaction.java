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
public interface Transaction extends Question.Records {

  /** All rows, in the statement's order; the database is asked each time. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values);

  /**
   * The row, if there is one.
   *
   * @throws IllegalStateException if there are more
   */
  default <T> Optional<T> queryOne(String sql, RowReader<T> reader, @Nullable Object... values) {
    return atMostOne(query(sql, reader, values));
  }

  /** All rows, in the statement's order. */
  <T> List<T> ask(Question.OfPassing<T> question, @Nullable Object... values);

  /**
   * The row, if there is one.
   *
   * @throws IllegalStateException if there are more
   */
  default <T> Optional<T> askOne(Question.OfPassing<T> question, @Nullable Object... values) {
    return atMostOne(ask(question, values));
  }

  /**
   * Inserts, updates or deletes; answers how many rows were touched. Records may have changed: what
   * is remembered of them counts no more.
   */
  int update(String sql, @Nullable Object... values);

  /**
   * Inserts, updates or deletes rows of a table that passes; answers how many.
   *
   * @param sql {@code INSERT INTO}, {@code UPDATE} or {@code DELETE FROM} that very table
   */
  int change(PassingTable table, String sql, @Nullable Object... values);

  /**
   * Changes rows of a table that passes, later: before the commit, together with what other units
   * change alike, and before any statement that might meet them. A change that the database refuses
   * undoes its unit alone.
   *
   * @param sql {@code INSERT INTO}, {@code UPDATE} or {@code DELETE FROM} that very table; the last
   *     two find rows by the columns by which each {@link Question} about the table does, or it
   *     would be answered without them; every text is a value, for the same reason
   */
  void defer(PassingTable table, String sql, @Nullable Object... values);

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

  /** The one row, if there is one. */
  static <T> Optional<T> atMostOne(List<T> rows) {
    if (rows.size() > 1) {
      throw new IllegalStateException("rows: " + rows.size() + " (expected: at most 1)");
    }
    return rows.stream().findFirst();
  }
}
