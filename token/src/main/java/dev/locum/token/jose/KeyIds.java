package dev.locum.token.jose;

import java.util.regex.Pattern;

/** The form of a key id: hostile input that is looked up in a table and nowhere else (BP-4). */
final class KeyIds {

  private static final int MAX_LENGTH = 128;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:=-]{1," + MAX_LENGTH + "}");

  private KeyIds() {}

  static boolean isValid(String keyId) {
    return keyId.length() <= MAX_LENGTH && FORM.matcher(keyId).matches();
  }

  static void require(String keyId) {
    if (!isValid(keyId)) {
      throw new IllegalArgumentException("kid: another form (expected: " + FORM.pattern() + ")");
    }
  }
}
