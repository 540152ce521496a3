package dev.locum.settings.encryption;

import static dev.locum.settings.encryption.EncryptionKeys.ALGORITHM;
import static dev.locum.settings.encryption.EncryptionKeys.KEY_BYTES;

import dev.locum.settings.KeyEncryptionSource;
import dev.locum.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Optional;
import javax.crypto.SecretKey;

/** A PKCS #12 keystore (RFC 7292), as {@code keytool} makes it. */
final class Pkcs12 {

  private Pkcs12() {}

  static OpenedKey open(KeyEncryptionSource.Keystore source) {
    char[] password = source.password().reveal().toCharArray();
    try {
      KeyStore keystore = load(source, password);
      if (!keystore.containsAlias(source.alias())) {
        throw unusable(
            "there is no key " + source.alias() + " (keytool -list shows what there is)");
      }
      Key key = keystore.getKey(source.alias(), password);
      if (!(key instanceof SecretKey secret) || !isAes256(secret)) {
        throw unusable(
            source.alias()
                + " is another kind of key (expected: keytool -genseckey -keyalg AES -keysize"
                + " 256)");
      }
      return new OpenedKey(secret, Optional.empty());
    } catch (GeneralSecurityException e) {
      throw unusable(
          "the key "
              + source.alias()
              + " cannot be read (expected: its password is"
              + " the keystore's)");
    }
  }

  private static KeyStore load(KeyEncryptionSource.Keystore source, char[] password)
      throws GeneralSecurityException {
    KeyStore keystore = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(source.file())) {
      keystore.load(file, password);
      return keystore;
    } catch (NoSuchFileException e) {
      throw unusable("there is no file " + source.file());
    } catch (IOException e) {
      throw unusable(
          e.getCause() instanceof UnrecoverableKeyException
              ? "the password does not open " + source.file()
              : source.file() + " cannot be read (expected: a PKCS #12 keystore)");
    }
  }

  private static boolean isAes256(SecretKey key) {
    byte[] encoded = key.getEncoded();
    return key.getAlgorithm().equals(ALGORITHM) && encoded != null && encoded.length == KEY_BYTES;
  }

  private static SettingsException unusable(String problem) {
    return SettingsException.unusable(EncryptionKeys.SETTINGS + "encryptionKeystore", problem);
  }
}
