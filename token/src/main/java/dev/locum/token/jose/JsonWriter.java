package dev.locum.token.jose;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Writes what {@link JsonReader} reads, compactly and in the order given; {@code read(write(x))}
 * equals {@code x}.
 */
final class JsonWriter {

  private JsonWriter() {}

  /**
   * Writes an object.
   *
   * @throws IllegalArgumentException if a value has a type that the reader would not give
   */
  static String write(Map<String, Object> object) {
    StringBuilder out = new StringBuilder(512);
    object(out, object);
    return out.toString();
  }

  private static void object(StringBuilder out, Map<?, ?> members) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.append(separator);
      string(out, (String) member.getKey());
      out.append(':');
      value(out, member.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private static void value(StringBuilder out, Object value) {
    if (value instanceof String text) {
      string(out, text);
    } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof BigDecimal number) {
      out.append(number.toPlainString());
    } else if (value instanceof Map<?, ?> members) {
      object(out, members);
    } else if (value instanceof List<?> elements) {
      list(out, elements);
    } else {
      throw new IllegalArgumentException(
          "claim: "
              + value.getClass().getName()
              + " (expected: a string, number, boolean, list or map)");
    }
  }

  private static void list(StringBuilder out, List<?> elements) {
    out.append('[');
    String separator = "";
    for (Object element : elements) {
      out.append(separator);
      value(out, element);
      separator = ",";
    }
    out.append(']');
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        requirePair(text, i);
        out.append(c);
      }
    }
    out.append('"');
  }

  private static void requirePair(String text, int at) {
    char c = text.charAt(at);
    boolean alone =
        Character.isHighSurrogate(c)
            ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
            : Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    if (alone) {
      throw new IllegalArgumentException("claim: a lone surrogate (expected: Unicode text)");
    }
  }
}
