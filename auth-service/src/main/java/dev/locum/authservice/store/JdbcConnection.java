package dev.locum.authservice.store;

import dev.locum.authservice.store.Transaction.RowReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One connection, with the statements that were prepared on it. Transactions are begun and ended by
 * statement: SQLite's driver would begin the next one with every commit and so hold the write lock
 * for ever. Statements that nobody waits for are given along with the next one, and sent with it
 * where the database takes several. Not thread-safe.
 */
final class JdbcConnection implements AutoCloseable {

  /** Statements kept prepared; ours are fixed texts, far fewer. */
  private static final int KEPT_STATEMENTS = 256;

  /** How many lists of values one query takes. */
  static final int MAX_TOGETHER = 64;

  /** Says whose row it is. */
  private static final String WHICH = "foreseen";

  private static final String COUNTERS = "SELECT name, value FROM counter";

  private final Connection connection;
  private final boolean takesSeveral;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * A connection.
   *
   * @param takesSeveral whether it takes several statements at a time ({@link Database})
   */
  JdbcConnection(Connection connection, boolean takesSeveral) {
    this.connection = connection;
    this.takesSeveral = takesSeveral;
  }

  /**
   * A new connection that reads.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  static JdbcConnection reading(Database database) {
    try {
      return new JdbcConnection(database.openReader(), database.takesSeveral());
    } catch (SQLException e) {
      throw new StoreUnavailableException("the store cannot be opened", e);
    }
  }

  /**
   * All rows of a query.
   *
   * @param before statements to be sent before it
   */
  <T> List<T> query(
      List<String> before, String sql, RowReader<T> reader, @Nullable Object... values) {
    try {
      PreparedStatement statement = run(before, sql, values);
      try (ResultSet result = statement.getResultSet()) {
        Row row = new Row(result);
        List<T> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(reader.read(row));
        }
        return Collections.unmodifiableList(rows);
      }
    } catch (SQLException e) {
      throw SqlFailures.toException(e);
    }
  }

  /**
   * The rows of one query for each of several lists of values, in one trip.
   *
   * @param sql begins with SELECT; its rows have no order
   * @param values 1 to {@link #MAX_TOGETHER}
   */
  <T> List<List<T>> queryEach(
      List<String> before, String sql, RowReader<T> reader, List<List<@Nullable Object>> values) {
    List<List<T>> answers = new ArrayList<>();
    values.forEach(each -> answers.add(new ArrayList<>()));
    // Few sizes, so that the statements stay prepared; the last is asked again to fill one up.
    int size = Integer.highestOneBit(2 * values.size() - 1);
    List<@Nullable Object> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.addAll(values.get(Math.min(i, values.size() - 1)));
    }
    query(
        before,
        together(sql, size),
        row -> {
          int which = row.integer(WHICH);
          return which < answers.size() && answers.get(which).add(reader.read(row));
        },
        all.toArray());
    return answers;
  }

  private static String together(String sql, int size) {
    StringJoiner all = new StringJoiner(" UNION ALL ");
    for (int i = 0; i < size; i++) {
      all.add("SELECT " + i + " AS " + WHICH + ", " + sql.substring("SELECT ".length()));
    }
    return all.toString();
  }

  /** Whether several statements go in one trip. */
  boolean takesSeveral() {
    return takesSeveral;
  }

  /** Changes rows; answers how many. */
  int update(List<String> before, String sql, @Nullable Object... values) {
    try {
      return run(before, sql, values).getUpdateCount();
    } catch (SQLException e) {
      throw SqlFailures.toException(e);
    }
  }

  /** Changes rows by one statement, once for each of the changes. */
  void change(List<String> before, List<Deferred.Change> changes) {
    if (!before.isEmpty()) {
      execute(before);
    }
    try {
      PreparedStatement statement = prepare(changes.getFirst().sql());
      for (Deferred.Change change : changes) {
        bind(statement, change.values());
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw SqlFailures.toException(e);
    }
  }

  /** Begins a transaction; answers all counters as they stand in it. */
  Map<String, Long> begin(String statement) {
    Map<String, Long> counters = new HashMap<>();
    try (Statement begin = connection.createStatement()) {
      if (takesSeveral) {
        begin.execute(statement + "; " + COUNTERS);
        toLast(begin);
      } else {
        begin.execute(statement);
        begin.execute(COUNTERS);
      }
      try (ResultSet result = begin.getResultSet()) {
        while (result.next()) {
          counters.put(result.getString(1), result.getLong(2));
        }
      }
      return counters;
    } catch (SQLException e) {
      throw new StoreUnavailableException("the store does not answer", e);
    }
  }

  /** Commits, with new values of counters. */
  void commit(List<String> before, SortedMap<String, Long> counters) {
    if (counters.isEmpty()) {
      execute(with(before, "COMMIT"));
      return;
    }
    String sql = tell(counters.size());
    try {
      if (takesSeveral) {
        run(before, sql + "; COMMIT", values(counters));
      } else {
        run(before, sql, values(counters));
        execute(List.of("COMMIT"));
      }
    } catch (SQLException e) {
      throw new StoreUnavailableException("the store does not answer", e);
    }
  }

  private static String tell(int counters) {
    return "INSERT INTO counter (name, value) VALUES (?, ?)"
        + ", (?, ?)".repeat(counters - 1)
        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
  }

  private static Object[] values(SortedMap<String, Long> counters) {
    return counters.entrySet().stream()
        .<Object>mapMulti((counter, values) -> {
          values.accept(counter.getKey());
          values.accept(counter.getValue());
        })
        .toArray();
  }

  void rollback() {
    execute(List.of("ROLLBACK"));
  }

  /** Runs statements without values. */
  void execute(List<String> several) {
    try (Statement statement = connection.createStatement()) {
      if (takesSeveral) {
        statement.execute(String.join("; ", several));
      } else {
        for (String each : several) {
          statement.execute(each);
        }
      }
    } catch (SQLException e) {
      throw new StoreUnavailableException("the store does not answer", e);
    }
  }

  @Override
  public void close() {
    try {
      // Its statements are closed with it, by a pool's connection too.
      connection.close();
    } catch (SQLException ignored) {
      // A connection that cannot be closed is lost already.
    }
  }

  /** Closes a connection of which nobody knows what state it is in; no pool takes it back. */
  void discard() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException ignored) {
      // It is lost already.
    }
    close();
  }

  /** Runs a statement, after others, and leaves its own result as the present one. */
  private PreparedStatement run(List<String> before, String sql, @Nullable Object[] values)
      throws SQLException {
    boolean isOne = takesSeveral && !before.isEmpty();
    if (!isOne && !before.isEmpty()) {
      execute(before);
    }
    PreparedStatement statement = prepare(isOne ? String.join("; ", with(before, sql)) : sql);
    bind(statement, Arrays.asList(values));
    statement.execute();
    if (isOne) {
      for (int i = 0; i < before.size(); i++) {
        statement.getMoreResults();
      }
    }
    return statement;
  }

  private static List<String> with(List<String> before, String last) {
    List<String> all = new ArrayList<>(before);
    all.add(last);
    return all;
  }

  private static void toLast(Statement several) throws SQLException {
    while (several.getResultSet() == null
        || several.getResultSet().getMetaData().getColumnCount() < 2) {
      if (!several.getMoreResults() && several.getUpdateCount() < 0) {
        throw new SQLException("counters: no answer (expected: rows)");
      }
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
      dropOldest();
    }
    return statement;
  }

  private void dropOldest() throws SQLException {
    if (statements.size() > KEPT_STATEMENTS) {
      String oldest = statements.keySet().iterator().next();
      PreparedStatement dropped = statements.remove(oldest);
      if (dropped != null) {
        dropped.close();
      }
    }
  }

  private static void bind(PreparedStatement statement, List<@Nullable Object> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      bind(statement, i + 1, values.get(i));
    }
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case String text -> statement.setString(index, text);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean flag -> statement.setBoolean(index, flag);
      case Instant instant -> statement.setLong(index, Instants.toMicros(instant));
      default ->
          throw new IllegalArgumentException(
              "value of type "
                  + value.getClass().getName()
                  + " (expected: text, number, boolean, time)");
    }
  }
}
