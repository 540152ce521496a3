package dev.locum.grpcauthz.header;

/**
 * The form of a token in a header: {@code b64token} (RFC 6750 §2.1), which is one or more of {@code
 * A-Z a-z 0-9 - . _ ~ + /} and then any number of {@code =}. Every call has one to be looked at, so
 * it is a table and no regular expression.
 */
final class TokenText {

  private static final boolean[] BODY = new boolean[128];

  static {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"
        .chars()
        .forEach(c -> BODY[c] = true);
  }

  private TokenText() {}

  /** Whether the text from this place to its end is one token. */
  static boolean isToken(String text, int from) {
    int end = from;
    while (end < text.length() && isBody(text.charAt(end))) {
      end++;
    }
    if (end == from) {
      return false;
    }
    while (end < text.length() && text.charAt(end) == '=') {
      end++;
    }
    return end == text.length();
  }

  private static boolean isBody(char c) {
    return c < BODY.length && BODY[c];
  }
}
