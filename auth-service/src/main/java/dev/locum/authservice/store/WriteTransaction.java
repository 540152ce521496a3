package dev.locum.authservice.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the one writer, one after the other. Nobody else writes while one is open: what
 * is remembered of the present state counts until a unit changes a record; counters are counted
 * here and told at the commit; changes that are deferred are written together. Not thread-safe.
 */
final class WriteTransaction implements Transaction, AutoCloseable {

  private final JdbcConnection connection;
  private final Memory memory;
  private final Savepoints savepoints = new Savepoints();
  private final Deferred deferred = new Deferred();
  private final Map<String, Long> counters = new HashMap<>();
  private Map<String, Long> told = Map.of();
  private final Map<Memory.Asked, List<?>> seen = new HashMap<>();
  private long state;

  WriteTransaction(JdbcConnection connection, Memory memory) {
    this.connection = connection;
    this.memory = memory;
  }

  /** Begins a transaction; what an earlier one left behind is gone. */
  void begin(String statement) {
    savepoints.clear();
    deferred.clear();
    seen.clear();
    counters.clear();
    counters.putAll(connection.begin(statement));
    told = Map.copyOf(counters);
    state = counters.getOrDefault(Memory.STATE, 0L);
    memory.see(state);
  }

  /**
   * Asks what units are going to ask, where that saves a trip: each question once for all of them.
   * What somebody writes meanwhile is asked for again by whom it concerns.
   *
   * @throws IllegalStateException if the database refuses a value
   */
  void foresee(List<Foreseen> foreseen) {
    if (!connection.takesSeveral() || foreseen.size() < 2) {
      return;
    }
    Map<Question.OfPassing<?>, Set<List<@Nullable Object>>> asked = new LinkedHashMap<>();
    foreseen.forEach(each ->
        asked
            .computeIfAbsent(each.question(), question -> new LinkedHashSet<>())
            .add(each.values()));
    asked.forEach((question, values) -> foresee(question, List.copyOf(values)));
  }

  private <T> void foresee(Question.OfPassing<T> question, List<List<@Nullable Object>> values) {
    for (int from = 0; from < values.size(); from += JdbcConnection.MAX_TOGETHER) {
      List<List<@Nullable Object>> some =
          values.subList(from, Math.min(values.size(), from + JdbcConnection.MAX_TOGETHER));
      List<List<T>> answers =
          connection.queryEach(savepoints.take(), question.sql(), question.readIn(this), some);
      for (int i = 0; i < some.size(); i++) {
        seen.put(new Memory.Asked(question, some.get(i)), answers.get(i));
      }
    }
  }

  /** The state of the records; {@link Memory#UNKNOWN} once they have changed. */
  long state() {
    return state;
  }

  @Override
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    writeDeferred();
    return connection.query(savepoints.take(), sql, reader, values);
  }

  @Override
  public <T> List<T> ask(Question.OfRecords<T> question, @Nullable Object... values) {
    Memory.Asked asked = Memory.Asked.of(question, values);
    Optional<List<T>> known = memory.find(asked, state);
    if (known.isPresent()) {
      return known.get();
    }
    List<T> rows =
        connection.query(savepoints.take(), question.sql(), question.readIn(this), values);
    memory.keep(asked, state, rows);
    return rows;
  }

  @Override
  public <T> List<T> ask(Question.OfPassing<T> question, @Nullable Object... values) {
    if (deferred.isBehind(question.table(), values)) {
      writeDeferred();
    }
    Memory.Asked asked = Memory.Asked.of(question, values);
    Optional<List<T>> known = seen(asked);
    if (known.isPresent()) {
      return known.get();
    }
    List<T> rows =
        connection.query(savepoints.take(), question.sql(), question.readIn(this), values);
    seen.put(asked, rows);
    return rows;
  }

  /** What was answered in this transaction, if nothing was written since. */
  @SuppressWarnings("unchecked") // The question is what read the rows.
  private <T> Optional<List<T>> seen(Memory.Asked asked) {
    return Optional.ofNullable((List<T>) seen.get(asked));
  }

  @Override
  public int update(String sql, @Nullable Object... values) {
    state = Memory.UNKNOWN;
    writeDeferred();
    seen.clear();
    return write(sql, values);
  }

  @Override
  public int change(PassingTable table, String sql, @Nullable Object... values) {
    table.requireChangedBy(sql);
    if (deferred.isBehind(table)) {
      writeDeferred();
    }
    forget(table);
    return write(sql, values);
  }

  private int write(String sql, @Nullable Object[] values) {
    return connection.update(savepoints.take(), sql, values);
  }

  @Override
  public void defer(PassingTable table, String sql, @Nullable Object... values) {
    table.requireChangedBy(sql);
    deferred.add(table, sql, values);
  }

  /** Nobody else counts before this transaction ends: it is told once, however many count. */
  @Override
  public long next(String counter) {
    return counters.merge(counter, 1L, Long::sum);
  }

  @Override
  public <T> T nested(UnitOfWork<T> part) {
    Map<String, Long> counted = Map.copyOf(counters);
    Deferred.Mark mark = deferred.mark();
    savepoints.enter();
    T answer;
    try {
      answer = part.run(this);
    } catch (Throwable failure) {
      undo(failure);
      deferred.backTo(mark);
      counters.clear();
      counters.putAll(counted);
      throw failure;
    }
    savepoints.release();
    return answer;
  }

  /** When even undoing fails, the whole transaction is lost, and that is what must be reported. */
  private void undo(Throwable failure) {
    seen.clear();
    List<String> statements = savepoints.undo();
    try {
      if (!statements.isEmpty()) {
        connection.execute(statements);
      }
    } catch (StoreUnavailableException lost) {
      lost.addSuppressed(failure);
      throw new TransactionLostException(lost);
    }
  }

  void commit() {
    if (state == Memory.UNKNOWN) {
      next(Memory.STATE);
    }
    writeDeferred();
    connection.commit(savepoints.take(), behind());
    memory.see(counters.getOrDefault(Memory.STATE, 0L));
  }

  void rollback() {
    connection.rollback();
  }

  @Override
  public void close() {
    connection.close();
  }

  private void writeDeferred() {
    for (List<Deferred.Change> alike : deferred.take()) {
      forget(alike.getFirst().table());
      connection.change(savepoints.take(), alike);
    }
  }

  /** A question is about one table that passes: what changes in others is nothing to it. */
  private void forget(PassingTable table) {
    seen.keySet()
        .removeIf(asked ->
            asked.question() instanceof Question.OfPassing<?> question
                && question.table() == table);
  }

  private SortedMap<String, Long> behind() {
    SortedMap<String, Long> behind = new TreeMap<>();
    counters.forEach((counter, value) -> {
      if (!value.equals(told.get(counter))) {
        behind.put(counter, value);
      }
    });
    return behind;
  }
}
