package dev.locum.authservice.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 of a text's UTF-8. Without salt: for what nobody can guess, or what is not secret. */
public final class Sha256 {

  private Sha256() {}

  /** The 32 bytes. */
  public static byte[] of(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: absent (expected: in every Java platform)", e);
    }
  }

  /** The same as 43 characters of base64url. */
  public static String base64Url(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text));
  }
}
