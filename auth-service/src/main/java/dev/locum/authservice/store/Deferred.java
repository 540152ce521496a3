package dev.locum.authservice.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are written together: those of many units go to the database as one. Not
 * thread-safe.
 */
final class Deferred {

  private final List<Change> changes = new ArrayList<>();
  private int written;

  /** A statement that changes rows of a table that passes. */
  record Change(PassingTable table, String sql, List<@Nullable Object> values) {}

  /** How far it has come. */
  record Mark(int size, int written) {}

  /**
   * Adds a change.
   *
   * @throws IllegalArgumentException if there is a text in the statement: whoever asks for it would
   *     not find it among the values
   */
  void add(PassingTable table, String sql, @Nullable Object[] values) {
    if (sql.indexOf('\'') >= 0) {
      throw new IllegalArgumentException("statement: has a text (expected: as a value)");
    }
    changes.add(new Change(table, sql, new ArrayList<@Nullable Object>(Arrays.asList(values))));
  }

  /** Whether rows of the table are not written yet. */
  boolean isBehind(PassingTable table) {
    return behind().stream().anyMatch(change -> change.table() == table);
  }

  /**
   * Whether a row of the table that has these values might not be written yet. Only text is told
   * apart: the same number may be another object, and the database finds it all the same.
   */
  boolean isBehind(PassingTable table, @Nullable Object[] values) {
    List<?> text = Arrays.stream(values).filter(String.class::isInstance).toList();
    return behind().stream()
        .anyMatch(change -> change.table() == table && change.values().containsAll(text));
  }

  private List<Change> behind() {
    return changes.subList(written, changes.size());
  }

  /** What is not written yet, by statement, in the order in which the statements came. */
  List<List<Change>> take() {
    Map<String, List<Change>> byStatement = new LinkedHashMap<>();
    behind()
        .forEach(change ->
            byStatement.computeIfAbsent(change.sql(), sql -> new ArrayList<>()).add(change));
    written = changes.size();
    return List.copyOf(byStatement.values());
  }

  Mark mark() {
    return new Mark(changes.size(), written);
  }

  /** What was added since is gone; what was written since has to be written again. */
  void backTo(Mark mark) {
    changes.subList(mark.size(), changes.size()).clear();
    written = Math.min(written, mark.written());
  }

  void clear() {
    changes.clear();
    written = 0;
  }
}
