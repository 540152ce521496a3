package dev.locum.token;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The forms that identifiers may have; hostile input is refused before it is looked up anywhere.
 */
final class Names {

  static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]+");
  static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9-]*");
  static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
  static final Pattern URI_OR_LABEL = Pattern.compile("[!#-\\[\\]-~]+");

  /** Temporal's names are free text; control characters are the ones that forge log lines. */
  static final Pattern TEMPORAL = Pattern.compile("[^\\p{Cntrl}]+");

  private Names() {}

  /**
   * Refuses a value of another form; the message shows the length only, since the value may be
   * hostile.
   */
  static void require(String what, @Nullable String value, Pattern form, int maxLength) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(what + ": empty (expected: " + form.pattern() + ")");
    }
    if (value.length() > maxLength) {
      throw new IllegalArgumentException(
          what + ": " + value.length() + " characters (expected: at most " + maxLength + ")");
    }
    if (!form.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + ": unexpected character (expected: " + form.pattern() + ")");
    }
  }
}
