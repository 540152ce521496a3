package dev.locum.authservice.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A unit's view of one snapshot. What is remembered of the snapshot's state is answered without the
 * database; the rest opens a transaction, whose state must be the same. Not thread-safe.
 */
final class ReadTransaction implements Transaction {

  private final Memory memory;
  private final Supplier<Snapshot> opening;
  private final boolean isPresumed;
  private long state;
  private boolean hasRecalled;
  private @Nullable Snapshot opened;

  /**
   * A view.
   *
   * @param state the state of the records, as it was found out after the unit was asked for, or
   *     presumed
   * @param opening begins a transaction on a snapshot
   * @param isPresumed whether something else was read already that counts in this state alone
   */
  ReadTransaction(Memory memory, long state, Supplier<Snapshot> opening, boolean isPresumed) {
    this.memory = memory;
    this.state = state;
    this.opening = opening;
    this.isPresumed = isPresumed;
  }

  /**
   * A transaction that reads.
   *
   * @param state the state of the records in it
   */
  record Snapshot(JdbcConnection connection, long state) {}

  /** What was remembered is of an older state than the snapshot: the unit has to run anew. */
  static final class Superseded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long state;

    private Superseded(long state) {
      super("superseded", null, false, false);
      this.state = state;
    }

    long state() {
      return state;
    }
  }

  /** The transaction that was begun; absent: nothing had to be asked. */
  Optional<JdbcConnection> opened() {
    return Optional.ofNullable(opened).map(Snapshot::connection);
  }

  @Override
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    return open().query(List.of(), sql, reader, values);
  }

  @Override
  public <T> List<T> ask(Question.OfPassing<T> question, @Nullable Object... values) {
    return query(question.sql(), question.readIn(this), values);
  }

  @Override
  public <T> List<T> ask(Question.OfRecords<T> question, @Nullable Object... values) {
    Memory.Asked asked = Memory.Asked.of(question, values);
    Optional<List<T>> known = memory.find(asked, state);
    if (known.isPresent()) {
      hasRecalled = true;
      return known.get();
    }
    List<T> rows = query(question.sql(), question.readIn(this), values);
    memory.keep(asked, state, rows);
    return rows;
  }

  private JdbcConnection open() {
    Snapshot present = opened;
    if (present == null) {
      present = opening.get();
      opened = present;
      long actual = present.state();
      if (actual != state && (hasRecalled || isPresumed)) {
        throw new Superseded(actual);
      }
      state = state == Memory.UNKNOWN ? state : actual;
    }
    return present.connection();
  }

  @Override
  public int update(String sql, @Nullable Object... values) {
    return open().update(List.of(), sql, values);
  }

  @Override
  public int change(PassingTable table, String sql, @Nullable Object... values) {
    throw refused();
  }

  @Override
  public void defer(PassingTable table, String sql, @Nullable Object... values) {
    throw refused();
  }

  @Override
  public long next(String counter) {
    throw refused();
  }

  @Override
  public <T> T nested(UnitOfWork<T> part) {
    return part.run(this);
  }

  private static IllegalStateException refused() {
    return new IllegalStateException("a unit that reads cannot write");
  }
}
