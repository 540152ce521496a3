package dev.locum.authservice.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are written together: those of many units go to the database as one. Not thread-safe.
 */
final class Appended {

  private final List<Row> rows = new ArrayList<>();
  private int written;

  /** A row and the statement that inserts it. */
  record Row(String sql, List<@Nullable Object> values) {}

  /** How far it has come. */
  record Mark(int size, int written) {}

  /** Whether a statement may touch the table of a row. */
  boolean isOf(String sql) {
    return rows.subList(written, rows.size()).stream()
        .map(row -> row.sql().split(" ", 4)[2])
        .distinct()
        .anyMatch(sql::contains);
  }

  void add(String sql, @Nullable Object[] values) {
    rows.add(new Row(sql, new ArrayList<@Nullable Object>(Arrays.asList(values))));
  }

  boolean isBehind() {
    return written < rows.size();
  }

  /** Rows that are not written yet and have the same statement as the first of them. */
  List<Row> behind() {
    int end = written;
    while (end < rows.size() && rows.get(end).sql().equals(rows.get(written).sql())) {
      end++;
    }
    return List.copyOf(rows.subList(written, end));
  }

  void wrote(int count) {
    written += count;
  }

  Mark mark() {
    return new Mark(rows.size(), written);
  }

  /** What was added since is gone; what was written since has to be written again. */
  void backTo(Mark mark) {
    rows.subList(mark.size(), rows.size()).clear();
    written = Math.min(written, mark.written());
  }

  void clear() {
    rows.clear();
    written = 0;
  }
}
