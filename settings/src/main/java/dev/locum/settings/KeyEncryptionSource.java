package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Secret;
import java.nio.file.Path;

/** Where a key-encryption key is. There is no default: one must be chosen. */
public sealed interface KeyEncryptionSource {

  /**
   * The key itself.
   *
   * @param key 32 random bytes in base64url or hex
   */
  @Choice(
      key = "encryptionKey",
      about =
          "Key that encrypts the signing keys in the store: 32 random bytes, base64url without"
              + " padding. Whoever has it and the store can sign tokens.",
      inline = true)
  record Octets(@Setting("The key: 32 random bytes, base64url without padding.") Secret key)
      implements KeyEncryptionSource {}

  /**
   * A PKCS #12 keystore that holds it.
   *
   * @param file the keystore
   * @param password opens the keystore and the key
   * @param alias names the key in it
   */
  @Choice(
      key = "encryptionKeystore",
      about =
          "PKCS #12 keystore with that key, of AES with 256 bits. Whoever has it, its password and"
              + " the store can sign tokens.")
  record Keystore(
      @Setting("The keystore.") Path file,
      @Setting("Password of the keystore and of the key in it.") Secret password,
      @Setting(value = "Alias of the key.", defaultsTo = "locum") String alias)
      implements KeyEncryptionSource {}

  /**
   * A PKCS #11 token that holds it and never gives it away.
   *
   * @param library the token's library
   * @param place which token
   * @param pin the user's PIN
   * @param key label of the key
   */
  @Choice(
      key = "encryptionToken",
      about =
          "PKCS #11 token (an HSM) with that key, of AES with 256 bits, sensitive and not"
              + " extractable: the token encrypts and decrypts (AES-GCM), and the key is nowhere"
              + " else. Whoever has the token, its PIN and the store can sign tokens.")
  record Token(
      @Setting("The token's PKCS #11 library, such as `/usr/lib/softhsm/libsofthsm2.so`.")
          Path library,
      @Setting("which token of the library") Place place,
      @Setting("PIN of the token's user.") Secret pin,
      @Setting(value = "Label of the key.", defaultsTo = "locum") String key)
      implements KeyEncryptionSource {}

  /** Names a token of a library. */
  sealed interface Place {

    /**
     * By its label.
     *
     * @param name the label
     */
    @Choice(key = "label", about = "The token of this label.", inline = true)
    record Label(@Setting(value = "The label.", form = "[ -~]{1,32}") String name)
        implements Place {}

    /**
     * By its slot.
     *
     * @param id the slot's id
     */
    @Choice(key = "slot", about = "The token in the slot of this id.", inline = true)
    record Slot(@Setting(value = "Id of the slot.", atLeast = "0", atMost = "2147483647") int id)
        implements Place {}
  }

  /**
   * A source among several.
   *
   * @param source where the key is
   */
  record Other(@Setting("where the key is") KeyEncryptionSource source) {}
}
