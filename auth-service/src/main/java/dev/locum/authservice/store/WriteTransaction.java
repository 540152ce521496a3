package dev.locum.authservice.store;

import dev.locum.authservice.store.Memory.Question;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the one writer, one after the other. Nobody else writes while one is open: what
 * is remembered of the present state counts until a unit changes a record; counters are counted
 * here and told once; rows that nothing reads are written together. Not thread-safe.
 */
final class WriteTransaction implements Transaction, AutoCloseable {

  private final JdbcConnection connection;
  private final Memory memory;
  private final Savepoints savepoints = new Savepoints();
  private final Appended appended = new Appended();
  private final Map<String, Long> counters = new HashMap<>();
  private Map<String, Long> told = Map.of();
  private final Map<Question, List<?>> seen = new HashMap<>();
  private long state;
  private int passed;

  WriteTransaction(JdbcConnection connection, Memory memory) {
    this.connection = connection;
    this.memory = memory;
  }

  /** Begins a transaction; what an earlier one left behind is gone. */
  void begin(String statement) {
    savepoints.clear();
    appended.clear();
    seen.clear();
    counters.clear();
    counters.putAll(connection.begin(statement));
    told = Map.copyOf(counters);
    state = counters.getOrDefault(Memory.STATE, 0L);
  }

  @Override
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    if (state != Memory.UNKNOWN && memory.kindOf(sql) == StatementKind.RECALLS) {
      return recall(sql, reader, values);
    }
    passed++;
    prepareFor(sql);
    Optional<Question> repeatable = memory.repeatable(sql, reader, values);
    Optional<List<T>> known = repeatable.flatMap(this::seen);
    if (known.isPresent()) {
      return known.get();
    }
    List<T> rows = connection.query(savepoints.take(), sql, reader, values);
    repeatable.ifPresent(question -> seen.put(question, rows));
    return rows;
  }

  private <T> List<T> recall(String sql, RowReader<T> reader, @Nullable Object[] values) {
    Optional<Question> question = memory.question(sql, reader, values);
    Optional<List<T>> known = question.flatMap(asked -> memory.find(asked, state));
    if (known.isPresent()) {
      return known.get();
    }
    int before = passed;
    List<T> rows = connection.query(savepoints.take(), sql, reader, values);
    // A reader may ask for more: what it is told has to be worth remembering, too.
    if (question.isPresent() && passed == before) {
      memory.keep(question.get(), state, rows);
    }
    return rows;
  }

  /** What was answered in this transaction, if nothing was written since. */
  @SuppressWarnings("unchecked") // The question names the class that read the rows.
  private <T> Optional<List<T>> seen(Question question) {
    return Optional.ofNullable((List<T>) seen.get(question));
  }

  @Override
  public int update(String sql, @Nullable Object... values) {
    prepareFor(sql);
    seen.clear();
    return connection.update(savepoints.take(), sql, values);
  }

  @Override
  public void append(String sql, @Nullable Object... values) {
    appended.add(sql, values);
  }

  /** Nobody else counts before this transaction ends: it is told once, however many count. */
  @Override
  public long next(String counter) {
    return counters.merge(counter, 1L, Long::sum);
  }

  @Override
  public <T> T nested(UnitOfWork<T> part) {
    Map<String, Long> counted = Map.copyOf(counters);
    Map<String, Long> toldBefore = told;
    Appended.Mark mark = appended.mark();
    savepoints.enter();
    T answer;
    try {
      answer = part.run(this);
    } catch (Throwable failure) {
      undo(failure);
      appended.backTo(mark);
      counters.clear();
      counters.putAll(counted);
      told = toldBefore;
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
    writeAppended();
    connection.commit(savepoints.take(), behind());
  }

  void rollback() {
    connection.rollback();
  }

  @Override
  public void close() {
    connection.close();
  }

  /** Before a statement that is no question about records alone. */
  private void prepareFor(String sql) {
    if (memory.kindOf(sql) == StatementKind.CHANGES) {
      state = Memory.UNKNOWN;
      seen.clear();
    }
    if (appended.isBehind() && appended.isOf(sql)) {
      writeAppended();
    }
    if (sql.contains("counter")) {
      SortedMap<String, Long> behind = behind();
      if (!behind.isEmpty()) {
        seen.clear();
        connection.tell(savepoints.take(), behind);
        told = Map.copyOf(counters);
      }
    }
  }

  private void writeAppended() {
    while (appended.isBehind()) {
      seen.clear();
      List<Appended.Row> rows = appended.behind();
      connection.insert(savepoints.take(), rows);
      appended.wrote(rows.size());
    }
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
