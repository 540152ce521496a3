package dev.locum.authservice.store;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question to the database that is asked again and again, and whose answer may be remembered. A
 * constant of the class that asks it: two questions are the same if they are the same object, so
 * what reads the rows is part of it.
 *
 * @param <T> what becomes of a row
 */
public sealed class Question<T> {

  private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z_]+");
  private static final Pattern TABLE =
      Pattern.compile("\\b(?:FROM|JOIN)\\b[ (]*([A-Za-z_]+)", Pattern.CASE_INSENSITIVE);

  /** Columns that equal values, all of them, and nothing else that takes a value. */
  private static final Pattern BY_COLUMNS =
      Pattern.compile(
          "[^?]*(?: WHERE [\\w.]+ = \\?(?: AND [\\w.]+ = \\?)*(?: ORDER BY [\\w., ]+)?)?");

  private final String sql;
  private final Reader<T> reader;

  private Question(String sql, Reader<T> reader) {
    this.sql = sql;
    this.reader = reader;
  }

  /**
   * Reads one row of an answer. It may depend on nothing but the row and on what the records answer
   * besides.
   *
   * @param <T> what becomes of it
   */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Records records, Row row);
  }

  /** What is known of the records, and nothing else. */
  public interface Records {

    /** All rows, in the statement's order; {@code ?} stands for every value. */
    <T> List<T> ask(OfRecords<T> question, @Nullable Object... values);

    /**
     * The row, if there is one.
     *
     * @throws IllegalStateException if there are more
     */
    default <T> Optional<T> askOne(OfRecords<T> question, @Nullable Object... values) {
      return Transaction.atMostOne(ask(question, values));
    }
  }

  /**
   * A question about records alone: about no {@link PassingTable}. Its answer counts as long as no
   * record changes.
   */
  public static final class OfRecords<T> extends Question<T> {

    private OfRecords(String sql, Reader<T> reader) {
      super(sql, reader);
      requireNone(NO_WORD.splitAsStream(sql));
    }
  }

  /**
   * A question about rows of a table that passes, found by the values that are asked for. Its
   * answer counts within one transaction, as long as that writes nothing.
   */
  public static final class OfPassing<T> extends Question<T> {

    private final PassingTable table;

    private OfPassing(PassingTable table, String sql, Reader<T> reader) {
      super(sql, reader);
      this.table = table;
      if (!BY_COLUMNS.matcher(sql).matches()) {
        throw new IllegalArgumentException(
            "question: finds rows in another way (expected: WHERE column = ? AND …)");
      }
      // A column may have a table's name.
      requireNone(
          TABLE
              .matcher(sql)
              .results()
              .map(found -> found.group(1))
              .filter(word -> !table.is(word)));
    }

    PassingTable table() {
      return table;
    }

    boolean isOrdered() {
      return sql().contains(" ORDER BY ");
    }
  }

  /**
   * A question about records alone.
   *
   * @throws IllegalArgumentException if it names a table that passes
   */
  public static <T> OfRecords<T> ofRecords(String sql, Transaction.RowReader<T> reader) {
    return new OfRecords<>(sql, (records, row) -> reader.read(row));
  }

  /** The same, read by what asks the records for more. */
  public static <T> OfRecords<T> ofRecords(String sql, Reader<T> reader) {
    return new OfRecords<>(sql, reader);
  }

  /**
   * A question about rows of a table that passes, maybe joined with records. A row is found by the
   * values that are asked for, each of which is a column of it: so it is known which rows that are
   * not written yet might be in the answer.
   *
   * @throws IllegalArgumentException if it names another table that passes, or finds rows otherwise
   */
  public static <T> OfPassing<T> of(
      PassingTable table, String sql, Transaction.RowReader<T> reader) {
    return new OfPassing<>(table, sql, (records, row) -> reader.read(row));
  }

  private static void requireNone(Stream<String> words) {
    words
        .flatMap(word -> PassingTable.of(word).stream())
        .findAny()
        .ifPresent(table -> {
          throw new IllegalArgumentException("question: names " + table + ", which passes");
        });
  }

  String sql() {
    return sql;
  }

  Transaction.RowReader<T> readIn(Records records) {
    return row -> reader.read(records, row);
  }
}
