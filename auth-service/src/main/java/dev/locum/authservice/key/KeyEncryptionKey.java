package dev.locum.authservice.key;

import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SecretKeyAccess;
import java.util.Base64;
import java.util.HexFormat;

/** Reads the key-encryption key, which is in no database. */
public final class KeyEncryptionKey {

  private static final int KEY_BYTES = 32;

  private KeyEncryptionKey() {}

  /**
   * The seal under this key.
   *
   * @param text 32 bytes in base64url without padding or in hex
   * @throws IllegalArgumentException if it is anything else; the message shows nothing of it
   */
  public static KeySeal parse(String text) {
    byte[] bytes = decode(text.strip());
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key-encryption key: another length (expected: 32 bytes in base64url or hex)");
    }
    return KeySeal.of(bytes, SecretKeyAccess.granted());
  }

  private static byte[] decode(String text) {
    try {
      return text.length() == 2 * KEY_BYTES
          ? HexFormat.of().parseHex(text)
          : Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // The cause would show a character of the key.
      return new byte[0];
    }
  }
}
