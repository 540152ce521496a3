package dev.locum.token.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** SHA-256 as the standards write it: base64url without padding, in its one form. */
final class Digests {

  /** 32 octets take 43 characters; the last one has two unused bits, which are zero. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  private Digests() {}

  static String of(byte[] octets) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not in this JDK", e);
    }
  }

  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  static void require(String what, String value) {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + ": another form (expected: a SHA-256 in base64url)");
    }
  }
}
