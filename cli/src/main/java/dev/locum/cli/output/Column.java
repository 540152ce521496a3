package dev.locum.cli.output;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param header its name
 * @param text what stands in it
 * @param style how it looks
 * @param <T> what a row is about
 */
public record Column<T>(String header, Function<T, String> text, Function<T, Style> style) {

  public static <T> Column<T> of(String header, Function<T, String> text) {
    return new Column<>(header, text, row -> Style.PLAIN);
  }

  public Column<T> styled(Function<T, Style> how) {
    return new Column<>(header, text, how);
  }
}
