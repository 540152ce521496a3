package dev.locum.settings.encryption;

import dev.locum.settings.KeyEncryptionSource;
import dev.locum.settings.SettingsException;
import dev.locum.settings.value.Secret;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** Opens key-encryption keys. */
public final class EncryptionKeys {

  /** AES with 256 bits. */
  static final int KEY_BYTES = 32;

  static final String ALGORITHM = "AES";

  /** Where the sources are in the configuration. */
  static final String SETTINGS = "authService.keys.";

  private EncryptionKeys() {}

  /**
   * Opens one.
   *
   * @throws SettingsException if there is no such key; the message says what to do
   */
  public static OpenedKey open(KeyEncryptionSource source) {
    return switch (source) {
      case KeyEncryptionSource.Octets octets -> octets(octets.key());
      case KeyEncryptionSource.Keystore keystore -> Pkcs12.open(keystore);
      case KeyEncryptionSource.Token token -> Pkcs11.open(token);
    };
  }

  private static OpenedKey octets(Secret key) {
    byte[] bytes = decode(key.reveal().strip());
    if (bytes.length != KEY_BYTES) {
      throw SettingsException.unusable(
          SETTINGS + "encryptionKey",
          "not 32 bytes (expected: 32 random bytes in base64url without padding, or hex)");
    }
    return new OpenedKey(new SecretKeySpec(bytes, ALGORITHM), Optional.empty());
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
