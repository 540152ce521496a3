package dev.locum.token.jose;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of one JSON object (RFC 8259, I-JSON): well-formed UTF-8, no repeated member, no
 * lone surrogate, no {@code null}, nothing after the object, bounded nesting and count of values.
 *
 * <p>Strings become {@code String}, whole numbers that fit {@code Long}, other numbers {@code
 * BigDecimal}, then {@code Boolean}, {@code List}, {@code Map}. Everything else throws {@link
 * JsonException}, and nothing else is thrown.
 */
final class JsonReader {

  /** Bounds the work of comparing and of conversion: a number of a million digits takes seconds. */
  private static final int MAX_NUMBER_LENGTH = 32;

  private final String text;
  private final int maxDepth;
  private int valuesLeft;
  private int position;

  private JsonReader(String text, int maxDepth, int maxValues) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.valuesLeft = maxValues;
  }

  /**
   * Reads an object.
   *
   * @param maxDepth objects and lists inside one another; the outer object counts as 1
   * @param maxValues values of all kinds together
   * @throws JsonException if it is not one object within the bounds
   */
  static Map<String, Object> readObject(byte[] utf8, int maxDepth, int maxValues) {
    JsonReader reader = new JsonReader(decode(utf8), maxDepth, maxValues);
    reader.skipSpace();
    Map<String, Object> object = reader.object(1);
    reader.skipSpace();
    if (reader.position != reader.text.length()) {
      throw new JsonException("json: something follows the object");
    }
    return object;
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("json: not UTF-8");
    }
  }

  private Map<String, Object> object(int depth) {
    enter(depth);
    expect('{');
    Map<String, Object> members = new LinkedHashMap<>();
    skipSpace();
    if (take('}')) {
      return Map.of();
    }
    do {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      if (members.put(name, value(depth + 1)) != null) {
        throw new JsonException("json: a member is repeated");
      }
      skipSpace();
    } while (take(','));
    expect('}');
    return Collections.unmodifiableMap(members);
  }

  private List<Object> list(int depth) {
    enter(depth);
    expect('[');
    List<Object> elements = new ArrayList<>();
    skipSpace();
    if (take(']')) {
      return List.of();
    }
    do {
      skipSpace();
      elements.add(value(depth + 1));
      skipSpace();
    } while (take(','));
    expect(']');
    return Collections.unmodifiableList(elements);
  }

  private Object value(int depth) {
    if (--valuesLeft < 0) {
      throw new JsonException("json: too many values");
    }
    char first = peek();
    if (first == '"') {
      return string();
    }
    if (first == '{') {
      return object(depth);
    }
    if (first == '[') {
      return list(depth);
    }
    if (first == '-' || isDigit(first)) {
      return number();
    }
    return truth();
  }

  private Boolean truth() {
    boolean value = takeWord("true");
    if (!value && !takeWord("false")) {
      throw new JsonException("json: not a value that is taken");
    }
    return value;
  }

  private String string() {
    expect('"');
    int start = position;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '"') {
        return text.substring(start, position++);
      }
      if (c == '\\') {
        return escapedString(start);
      }
      requireNoControl(c);
      position++;
    }
    throw new JsonException("json: a string does not end");
  }

  private String escapedString(int start) {
    StringBuilder unescaped = new StringBuilder(text.substring(start, position));
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return requirePairs(unescaped.toString());
      }
      requireNoControl(c);
      unescaped.append(c == '\\' ? escape() : c);
    }
    throw new JsonException("json: a string does not end");
  }

  private char escape() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexEscape();
      default -> throw new JsonException("json: an unknown escape");
    };
  }

  private char hexEscape() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw new JsonException("json: an escape is not hexadecimal");
      }
      code = code << 4 | digit;
      position++;
    }
    return (char) code;
  }

  /** A lone surrogate has no UTF-8 form: two texts that print alike would compare as different. */
  private static String requirePairs(String value) {
    int at = 0;
    while (at < value.length()) {
      int codePoint = value.codePointAt(at);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new JsonException("json: a lone surrogate");
      }
      at += Character.charCount(codePoint);
    }
    return value;
  }

  private Object number() {
    int start = position;
    boolean negative = take('-');
    boolean whole = true;
    if (!take('0')) {
      digits();
    }
    if (take('.')) {
      whole = false;
      digits();
    }
    if (take('e') || take('E')) {
      throw new JsonException("json: a number with an exponent");
    }
    String number = text.substring(start, position);
    if (number.length() > MAX_NUMBER_LENGTH) {
      throw new JsonException("json: a number is too long");
    }
    if (whole && negative && number.equals("-0")) {
      throw new JsonException("json: minus zero");
    }
    if (whole && number.length() <= 18) {
      return Long.parseLong(number);
    }
    return new BigDecimal(number);
  }

  private void digits() {
    int start = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw new JsonException("json: a number without a digit");
    }
  }

  private void enter(int depth) {
    if (depth > maxDepth) {
      throw new JsonException("json: nested too deeply");
    }
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        return;
      }
      position++;
    }
  }

  private char peek() {
    if (position >= text.length()) {
      throw new JsonException("json: it ends early");
    }
    return text.charAt(position);
  }

  private boolean take(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private boolean takeWord(String word) {
    if (text.startsWith(word, position)) {
      position += word.length();
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (!take(expected)) {
      throw new JsonException("json: expected '" + expected + "'");
    }
  }

  private static void requireNoControl(char c) {
    if (c < 0x20) {
      throw new JsonException("json: a control character in a string");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
