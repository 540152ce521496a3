package dev.locum.cli.doctor;

import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.KeyEncryptionSource;
import dev.locum.settings.SettingsException;
import dev.locum.settings.encryption.EncryptionKeys;
import java.util.ArrayList;
import java.util.List;

/** Whether the keys that encrypt the signing keys can be used on this machine. */
final class EncryptionKeyChecks {

  private static final String KEYS = "authService.keys.";

  private EncryptionKeyChecks() {}

  static List<Check> all(AuthServiceSettings.Keys keys) {
    List<Check> checks = new ArrayList<>();
    checks.add(check(KEYS + word(keys.encryption()), keys.encryption()));
    for (int i = 0; i < keys.otherEncryptionKeys().size(); i++) {
      KeyEncryptionSource other = keys.otherEncryptionKeys().get(i).source();
      checks.add(check(KEYS + "otherEncryptionKeys[" + i + "]." + word(other), other));
    }
    return checks;
  }

  private static Check check(String name, KeyEncryptionSource source) {
    return new Check(name, () -> look(source));
  }

  private static Finding look(KeyEncryptionSource source) {
    try {
      EncryptionKeys.open(source);
    } catch (SettingsException e) {
      String key = KEYS + word(source) + ": ";
      String message = String.valueOf(e.getMessage());
      return Finding.bad(
          message.startsWith(key) ? message.substring(key.length()) : message, advice(source));
    }
    return Finding.good(
        switch (source) {
          case KeyEncryptionSource.Octets octets -> "32 bytes";
          case KeyEncryptionSource.Keystore keystore -> "an AES key of 256 bits in a keystore";
          case KeyEncryptionSource.Token token -> "an AES key that stays in its token";
        });
  }

  private static String word(KeyEncryptionSource source) {
    return switch (source) {
      case KeyEncryptionSource.Octets octets -> "encryptionKey";
      case KeyEncryptionSource.Keystore keystore -> "encryptionKeystore";
      case KeyEncryptionSource.Token token -> "encryptionToken";
    };
  }

  private static String advice(KeyEncryptionSource source) {
    String store = " A store that is in use needs the key that it was made with.";
    return switch (source) {
      case KeyEncryptionSource.Octets octets ->
          "openssl rand 32 | basenc --base64url | tr -d '=' > key-encryption.key; chmod 600."
              + store;
      case KeyEncryptionSource.Keystore keystore ->
          "keytool -genseckey -keyalg AES -keysize 256 -storetype PKCS12 -alias locum -keystore"
              + " FILE."
              + store;
      case KeyEncryptionSource.Token token ->
          "pkcs11-tool --module LIBRARY --token-label TOKEN --login --list-objects shows what is"
              + " there; --keygen --key-type AES:32 --sensitive --label locum makes a key."
              + store;
    };
  }
}
