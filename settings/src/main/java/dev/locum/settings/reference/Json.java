package dev.locum.settings.reference;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Prints maps, collections, text, numbers and booleans as indented JSON, in the order they have.
 */
final class Json {

  private final StringBuilder out = new StringBuilder();

  private Json() {}

  static String print(Object value) {
    Json json = new Json();
    json.value(value, 0);
    return json.out.append('\n').toString();
  }

  private void value(Object value, int depth) {
    switch (value) {
      case Map<?, ?> map -> block('{', map.entrySet(), '}', depth);
      case Collection<?> list -> block('[', list, ']', depth);
      case String text -> text(text);
      default -> out.append(value);
    }
  }

  private void block(char open, Collection<?> items, char close, int depth) {
    out.append(open);
    for (Iterator<?> each = List.copyOf(items).iterator(); each.hasNext(); ) {
      out.append('\n').repeat("  ", depth + 1);
      switch (each.next()) {
        case Map.Entry<?, ?> entry -> {
          text(String.valueOf(entry.getKey()));
          out.append(": ");
          value(entry.getValue(), depth + 1);
        }
        case Object item -> value(item, depth + 1);
      }
      out.append(each.hasNext() ? "," : "");
    }
    if (!items.isEmpty()) {
      out.append('\n').repeat("  ", depth);
    }
    out.append(close);
  }

  private void text(String text) {
    out.append('"');
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            default -> out.append((char) c);
          }
        });
    out.append('"');
  }
}
