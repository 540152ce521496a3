package dev.locum.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headers, with as much space as the widest cell needs.
 *
 * @param <T> what a row is about
 */
public final class Table<T> {

  private static final String GAP = "  ";

  private final List<Column<T>> columns;

  private Table(List<Column<T>> columns) {
    this.columns = columns;
  }

  /** A table with these columns. */
  public static <T> Table<T> of(List<Column<T>> columns) {
    return new Table<>(List.copyOf(columns));
  }

  /** The lines, headers first. */
  List<String> lines(List<T> rows, boolean isColoured) {
    int[] widths = widths(rows);
    List<String> lines = new ArrayList<>();
    lines.add(header(widths, isColoured));
    rows.forEach(row -> lines.add(line(row, widths, isColoured)));
    return lines;
  }

  /** One line without headers, for rows that come one by one. */
  String line(T row, boolean isColoured) {
    return line(row, new int[columns.size()], isColoured);
  }

  private int[] widths(List<T> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).header().length();
      for (T row : rows) {
        widths[i] = Math.max(widths[i], cell(columns.get(i), row).length());
      }
    }
    return widths;
  }

  private String header(int[] widths, boolean isColoured) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      append(line, columns.get(i).header(), Style.STRONG, i, widths, isColoured);
    }
    return line.toString();
  }

  private String line(T row, int[] widths, boolean isColoured) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Column<T> column = columns.get(i);
      append(line, cell(column, row), column.style().apply(row), i, widths, isColoured);
    }
    return line.toString();
  }

  private static void append(
      StringBuilder line, String cell, Style style, int i, int[] widths, boolean isColoured) {
    line.append(i == 0 ? "" : GAP).append(style.apply(cell, isColoured));
    if (i < widths.length - 1) {
      line.repeat(' ', Math.max(0, widths[i] - cell.length()));
    }
  }

  private static <T> String cell(Column<T> column, T row) {
    return Printable.orDash(Printable.safe(column.text().apply(row)));
  }
}
