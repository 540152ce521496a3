package dev.locum.token;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The forms that identifiers may have; hostile input is refused before it is looked up anywhere.
 * Written as loops: a token has some twenty identifiers, and as many regular expressions cost more
 * than the rest of its claims.
 */
final class Names {

  static final Form ID = new Form("[A-Za-z0-9._:-]+", value -> all(value, Names::isIdCharacter));
  static final Form LABEL = new Form("[a-z][a-z0-9-]*", value -> isLabel(value, 0, value.length()));
  static final Form ACTION =
      new Form("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*", Names::isDottedLabels);
  static final Form URI_OR_LABEL =
      new Form("[!#-\\[\\]-~]+", value -> all(value, Names::isPrintable));

  /** Temporal's names are free text; control characters are the ones that forge log lines. */
  static final Form TEMPORAL =
      new Form("[^\\p{Cntrl}]+", value -> all(value, c -> c >= 0x20 && c != 0x7f));

  private Names() {}

  /**
   * Refuses a value of another form; the message shows the length only, since the value may be
   * hostile.
   */
  static void require(String what, @Nullable String value, Form form, int maxLength) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(what + ": empty (expected: " + form.pattern() + ")");
    }
    if (value.length() > maxLength) {
      throw new IllegalArgumentException(
          what + ": " + value.length() + " characters (expected: at most " + maxLength + ")");
    }
    if (!form.test().test(value)) {
      throw new IllegalArgumentException(
          what + ": unexpected character (expected: " + form.pattern() + ")");
    }
  }

  private static boolean all(String value, CharacterTest test) {
    for (int i = 0; i < value.length(); i++) {
      if (!test.accepts(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDottedLabels(String value) {
    int from = 0;
    for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', from)) {
      if (!isLabel(value, from, dot)) {
        return false;
      }
      from = dot + 1;
    }
    return isLabel(value, from, value.length());
  }

  private static boolean isLabel(String value, int from, int to) {
    if (from >= to || !isLowerCase(value.charAt(from))) {
      return false;
    }
    for (int i = from + 1; i < to; i++) {
      char c = value.charAt(i);
      if (!isLowerCase(c) && !isDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isIdCharacter(char c) {
    return isLowerCase(c)
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || c == '.'
        || c == '_'
        || c == ':'
        || c == '-';
  }

  private static boolean isPrintable(char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  }

  private static boolean isLowerCase(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * A form of non-empty text.
   *
   * @param pattern how people write it
   * @param test whether a text has it
   */
  record Form(String pattern, Predicate<String> test) {}

  private interface CharacterTest {
    boolean accepts(char c);
  }
}
