package dev.locum.authservice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transactions over one connection, one after the other; it keeps prepared statements. Transactions
 * are begun and ended by statement: SQLite's driver would begin the next one with every commit and
 * so hold the write lock for ever. Not thread-safe.
 */
final class JdbcTransaction implements Transaction, AutoCloseable {

  /** Statements kept prepared; ours are fixed texts, far fewer. */
  private static final int KEPT_STATEMENTS = 256;

  private final Connection connection;
  private final boolean takesSeveral;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Long> counters = new HashMap<>();
  private final Set<String> behind = new HashSet<>();
  private int depth;
  private String owed = "";

  /**
   * Transactions over a connection.
   *
   * @param takesSeveral whether it takes several statements at a time ({@link Database})
   */
  JdbcTransaction(Connection connection, boolean takesSeveral) {
    this.connection = connection;
    this.takesSeveral = takesSeveral;
  }

  @Override
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    try {
      PreparedStatement statement = prepare(sql, values);
      try (ResultSet result = statement.executeQuery()) {
        Row row = new Row(result);
        List<T> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(reader.read(row));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw SqlFailures.toException(e);
    }
  }

  @Override
  public <T> Optional<T> queryOne(String sql, RowReader<T> reader, @Nullable Object... values) {
    List<T> rows = query(sql, reader, values);
    if (rows.size() > 1) {
      throw new IllegalStateException("rows: " + rows.size() + " (expected: at most 1)");
    }
    return rows.stream().findFirst();
  }

  @Override
  public int update(String sql, @Nullable Object... values) {
    try {
      return prepare(sql, values).executeUpdate();
    } catch (SQLException e) {
      throw SqlFailures.toException(e);
    }
  }

  /**
   * Nobody else counts before this transaction ends, so that it asks once and tells once, however
   * many units of it count.
   */
  @Override
  public long next(String counter) {
    Long last = counters.get(counter);
    long value = last == null ? count(counter) : last + 1;
    counters.put(counter, value);
    if (last != null) {
      behind.add(counter);
    }
    return value;
  }

  private long count(String counter) {
    return queryOne(
            "INSERT INTO counter (name, value) VALUES (?, 1)"
                + " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
            row -> row.number("value"),
            counter)
        .orElseThrow();
  }

  @Override
  public <T> T nested(UnitOfWork<T> part) {
    String savepoint = "unit_" + depth++;
    Map<String, Long> counted = Map.copyOf(counters);
    try {
      execute("SAVEPOINT " + savepoint);
      T answer;
      try {
        answer = part.run(this);
      } catch (Throwable failure) {
        undo(savepoint, failure);
        counters.clear();
        counters.putAll(counted);
        behind.retainAll(counted.keySet());
        throw failure;
      }
      release(savepoint);
      return answer;
    } finally {
      depth--;
    }
  }

  /** Begins a transaction; what an earlier one left behind is gone. */
  void begin(String statement) {
    depth = 0;
    owed = "";
    counters.clear();
    behind.clear();
    execute(statement);
  }

  void commit() {
    for (String counter : behind) {
      update("UPDATE counter SET value = ? WHERE name = ?", counters.get(counter), counter);
    }
    owed = "";
    execute("COMMIT");
  }

  void rollback() {
    execute("ROLLBACK");
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

  /**
   * What is released costs nothing while it waits: it goes along with the next statement of its
   * kind, and ends with the transaction if there is none.
   */
  private void release(String savepoint) {
    String statement = "RELEASE SAVEPOINT " + savepoint;
    if (takesSeveral) {
      owed += statement + "; ";
    } else {
      execute(statement);
    }
  }

  /** When even undoing fails, the whole transaction is lost, and that is what must be reported. */
  private void undo(String savepoint, Throwable failure) {
    // Savepoints within it, released or not, go with it.
    owed = "";
    try {
      execute("ROLLBACK TO SAVEPOINT " + savepoint);
      release(savepoint);
    } catch (StoreUnavailableException lost) {
      lost.addSuppressed(failure);
      throw new TransactionLostException(lost);
    }
  }

  private void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(owed + sql);
      owed = "";
    } catch (SQLException e) {
      throw new StoreUnavailableException("the store does not answer", e);
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object[] values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
      dropOldest();
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
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
