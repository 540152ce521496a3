package dev.locum.authservice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an answer, read by column name. Valid only while its reader runs. */
public final class Row {

  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  /**
   * A text that is never null.
   *
   * @throws IllegalStateException if it is null
   */
  public String text(String column) {
    return optionalText(column)
        .orElseThrow(
            () -> new IllegalStateException("column " + column + ": null (expected: text)"));
  }

  public Optional<String> optionalText(String column) {
    return Optional.ofNullable(value(() -> result.getString(column)));
  }

  /** A list kept by {@link Lists#join}. */
  public List<String> texts(String column) {
    return Lists.split(text(column));
  }

  public long number(String column) {
    return value(() -> result.getLong(column));
  }

  public int integer(String column) {
    return value(() -> result.getInt(column));
  }

  public boolean flag(String column) {
    return value(() -> result.getBoolean(column));
  }

  /** A time that is never null. */
  public Instant instant(String column) {
    return Instants.ofMicros(number(column));
  }

  public Optional<Instant> optionalInstant(String column) {
    long micros = number(column);
    return value(result::wasNull) ? Optional.empty() : Optional.of(Instants.ofMicros(micros));
  }

  private static <T extends @Nullable Object> T value(Column<T> column) {
    try {
      return column.get();
    } catch (SQLException e) {
      throw SqlFailures.toException(e);
    }
  }

  private interface Column<T extends @Nullable Object> {
    T get() throws SQLException;
  }
}
