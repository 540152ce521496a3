package dev.locum.settings.encryption;

import dev.locum.settings.KeyEncryptionSource;
import dev.locum.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * A PKCS #11 token through the JDK's SunPKCS11. The key is a handle: whoever has it can have the
 * token encrypt and decrypt, and cannot have the key.
 *
 * <p>Whoever has logged in to a token is logged in with the whole process, until it ends.
 */
final class Pkcs11 {

  /** What the JDK's configuration of the provider takes as it stands. */
  private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9/._+-]+");

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";

  /** The JDK counts a token's AES keys in bytes and calls them bits. */
  private static final Pattern LENGTH = Pattern.compile(", (\\d+) bits");

  private Pkcs11() {}

  static OpenedKey open(KeyEncryptionSource.Token source) {
    Provider provider = provider(source);
    try {
      KeyStore token = KeyStore.getInstance("PKCS11", provider);
      login(token, source);
      Key key = token.getKey(source.key(), null);
      if (key == null) {
        throw unusable("there is no key " + source.key() + " (pkcs11-tool --list-objects)");
      }
      if (provider.getService("Cipher", TRANSFORMATION) == null) {
        throw unusable("the token does not know AES-GCM (CKM_AES_GCM)");
      }
      return new OpenedKey(usable(key, source.key()), Optional.of(provider));
    } catch (GeneralSecurityException | ProviderException | IllegalStateException e) {
      // A token that goes away meanwhile is told of in each of these ways.
      throw unusable("the key " + source.key() + " cannot be had: " + innermost(e));
    }
  }

  private static Provider provider(KeyEncryptionSource.Token source) {
    Path library = source.library();
    if (!Files.isRegularFile(library)) {
      throw unusable("there is no library " + library);
    }
    if (!PLAIN_PATH.matcher(library.toString()).matches()) {
      throw unusable("library: a path of other characters (expected: " + PLAIN_PATH + ")");
    }
    Provider any = Security.getProvider("SunPKCS11");
    if (any == null) {
      throw unusable("this Java has no SunPKCS11 (expected: the module jdk.crypto.cryptoki)");
    }
    long slot =
        switch (source.place()) {
          case KeyEncryptionSource.Place.Slot given -> given.id();
          case KeyEncryptionSource.Place.Label label -> TokenSlots.of(library).find(label.name());
        };
    try {
      return any.configure("--name=locum-" + slot + "\nlibrary=" + library + "\nslot=" + slot);
    } catch (InvalidParameterException | ProviderException e) {
      throw unusable("slot " + slot + " cannot be opened: " + innermost(e));
    }
  }

  private static void login(KeyStore token, KeyEncryptionSource.Token source)
      throws GeneralSecurityException {
    try {
      token.load(null, source.pin().reveal().toCharArray());
    } catch (IOException | ProviderException e) {
      String why = innermost(e);
      throw unusable(
          why.startsWith("CKR_PIN")
              ? "the token refused the PIN: " + why + " (too many wrong ones lock it)"
              : "the token cannot be read: " + why);
    }
  }

  static SecretKey usable(Key key, String label) {
    if (!(key instanceof SecretKey secret)
        || !key.getAlgorithm().equals(EncryptionKeys.ALGORITHM)
        || !length(secret, label).matches("32|256")) {
      throw unusable(label + " is another kind of key (expected: AES with 256 bits)");
    }
    if (secret.getEncoded() != null) {
      throw unusable(label + " can be taken out of the token (expected: sensitive)");
    }
    return secret;
  }

  /** A handle has no other way to tell it. */
  private static String length(SecretKey key, String label) {
    Matcher length = LENGTH.matcher(key.toString());
    if (!length.find()) {
      throw unusable("the length of " + label + " cannot be told (expected: AES with 256 bits)");
    }
    return length.group(1);
  }

  /** Such as {@code CKR_PIN_INCORRECT}. */
  private static String innermost(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  static SettingsException unusable(String problem) {
    return SettingsException.unusable(EncryptionKeys.SETTINGS + "encryptionToken", problem);
  }
}
