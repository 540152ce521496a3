package dev.locum.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Names and values, one under another. */
public final class Fields {

  private record Field(String name, String value, Style style) {}

  private final List<Field> fields = new ArrayList<>();

  Fields() {}

  /** A field; left out if the value is empty. */
  public Fields add(String name, String value) {
    return add(name, value, Style.PLAIN);
  }

  /** A field; left out if the value is empty. */
  public Fields add(String name, String value, Style style) {
    if (!value.isEmpty()) {
      fields.add(new Field(name, Printable.safe(value), style));
    }
    return this;
  }

  List<String> lines(boolean isColoured) {
    int width = fields.stream().mapToInt(field -> field.name().length()).max().orElse(0);
    return fields.stream()
        .map(field ->
            Style.FAINT.apply(field.name(), isColoured)
                + " ".repeat(width - field.name().length() + 2)
                + field.style().apply(field.value(), isColoured))
        .toList();
  }
}
