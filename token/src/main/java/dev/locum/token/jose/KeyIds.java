package dev.locum.token.jose;

/** The form of a key id: hostile input that is looked up in a table and nowhere else (BP-4). */
final class KeyIds {

  private static final int MAX_LENGTH = 128;

  private KeyIds() {}

  static boolean isValid(String keyId) {
    if (keyId.isEmpty() || keyId.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < keyId.length(); i++) {
      if (!isAllowed(keyId.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static void require(String keyId) {
    if (!isValid(keyId)) {
      throw new IllegalArgumentException(
          "kid: another form (expected: 1 to " + MAX_LENGTH + " of A-Z a-z 0-9 . _ : = -)");
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._:=-".indexOf(c) >= 0;
  }
}
