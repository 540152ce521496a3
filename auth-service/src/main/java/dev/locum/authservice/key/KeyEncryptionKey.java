package dev.locum.authservice.key;

import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.KeyEncryptionSource;
import dev.locum.settings.SettingsException;
import dev.locum.settings.encryption.EncryptionKeys;
import dev.locum.settings.encryption.OpenedKey;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SecretKeyAccess;

/** The key-encryption key, which is in no database. */
public final class KeyEncryptionKey {

  private KeyEncryptionKey() {}

  /**
   * The seal under the key that is configured; it opens what the others have sealed.
   *
   * @throws SettingsException if one of them cannot be used; the message shows nothing of it
   */
  public static KeySeal seal(AuthServiceSettings.Keys keys) {
    return seal(keys.encryption())
        .alsoOpening(
            keys.otherEncryptionKeys().stream().map(other -> seal(other.source())).toList());
  }

  private static KeySeal seal(KeyEncryptionSource source) {
    OpenedKey opened = EncryptionKeys.open(source);
    return KeySeal.of(opened.key(), opened.provider(), SecretKeyAccess.granted());
  }
}
