package dev.locum.authservice.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The savepoints of a transaction. One is set by the first statement that needs it, so that a part
 * without statements costs none; one that is released costs nothing while it waits for the next
 * statement. Not thread-safe.
 */
final class Savepoints {

  private final List<String> owed = new ArrayList<>();
  private int depth;
  private int set;

  /** Begins a part. */
  void enter() {
    depth++;
  }

  /** Whether the innermost part has a savepoint in the database, or is owed one no more. */
  boolean isSet() {
    return set == depth;
  }

  /** The statements that have to be sent before the next one, which sets every savepoint. */
  List<String> take() {
    List<String> statements = new ArrayList<>(owed);
    owed.clear();
    for (; set < depth; set++) {
      statements.add("SAVEPOINT unit_" + set);
    }
    return statements;
  }

  /** Ends the innermost part; what it did stays. */
  void release() {
    if (isSet()) {
      set--;
      owed.add("RELEASE SAVEPOINT unit_" + set);
    }
    depth--;
  }

  /** The statements that undo the innermost part, which is over; none if it has done nothing. */
  List<String> undo() {
    depth--;
    if (set <= depth) {
      return List.of();
    }
    // What was released within it, or after it was set, goes with it.
    owed.clear();
    set--;
    return List.of("ROLLBACK TO SAVEPOINT unit_" + set, "RELEASE SAVEPOINT unit_" + set);
  }

  void clear() {
    owed.clear();
    depth = 0;
    set = 0;
  }
}
