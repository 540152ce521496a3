package dev.locum.grpcauthz.http;

import java.util.Optional;

/**
 * Refuses paths that two parsers may read in two ways: what authorizes and what routes must see one
 * path, or one of them can be led past the other.
 */
final class HttpPath {

  /** Bounds the search for a route. */
  private static final int MAX_LENGTH = 8 * 1024;

  private static final String PLAIN = "-._~!$&'()*+,=:@";

  private HttpPath() {}

  /**
   * The path itself, if everybody reads it alike. Refused are empty segments, {@code .} and {@code
   * ..}, parameters after {@code ;}, backslashes, and percent-encoding of anything that could have
   * been written plainly or changes the segments.
   */
  static Optional<String> canonical(String path) {
    if (path.length() > MAX_LENGTH || !path.startsWith("/")) {
      return Optional.empty();
    }
    if (path.equals("/")) {
      return Optional.of(path);
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || segment.equals("..")
          || !hasOneReading(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(path);
  }

  private static boolean hasOneReading(String segment) {
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        int octet = octet(segment, i + 1);
        if (octet < 0 || isAmbiguous(octet)) {
          return false;
        }
        i += 2;
      } else if (!isLetterOrDigit(c) && PLAIN.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Two hexadecimal digits. */
  private static int octet(String segment, int at) {
    if (at + 2 > segment.length()) {
      return -1;
    }
    int high = Character.digit(segment.charAt(at), 16);
    int low = Character.digit(segment.charAt(at + 1), 16);
    boolean ascii = segment.charAt(at) < 0x80 && segment.charAt(at + 1) < 0x80;
    return high < 0 || low < 0 || !ascii ? -1 : high * 16 + low;
  }

  /** What some decoders take for the plain character, a separator, or an end. */
  private static boolean isAmbiguous(int octet) {
    return octet < 0x20
        || octet == 0x7f
        || isLetterOrDigit((char) octet)
        || PLAIN.indexOf(octet) >= 0
        || octet == '/'
        || octet == '\\'
        || octet == ';'
        || octet == '%';
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
