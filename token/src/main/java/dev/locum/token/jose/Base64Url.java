package dev.locum.token.jose;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding (RFC 7515 §2), strictly: each octet sequence has one text, so that a
 * token cannot be edited into a different text that still verifies.
 */
final class Base64Url {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  static String encode(byte[] octets) {
    return ENCODER.encodeToString(octets);
  }

  static String encode(String utf8) {
    return encode(utf8.getBytes(StandardCharsets.UTF_8));
  }

  /** The octets, or nothing if the text is not their one canonical form. */
  static Optional<byte[]> decode(String text) {
    if (text.indexOf('=') >= 0) {
      return Optional.empty();
    }
    byte[] octets;
    try {
      octets = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    // The unused low bits of the last character must be zero.
    int unused = text.length() % 4 == 2 ? 0x0f : text.length() % 4 == 3 ? 0x03 : 0;
    return unused != 0 && (sextet(text.charAt(text.length() - 1)) & unused) != 0
        ? Optional.empty()
        : Optional.of(octets);
  }

  private static int sextet(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : 63;
  }
}
