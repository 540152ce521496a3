package dev.locum.authservice.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals private keys under the key-encryption key: AES-256-GCM with a random nonce, bound to the id
 * of the key, so that sealed keys cannot change places. Thread-safe; never shown.
 */
public final class KeySealing {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random;

  private KeySealing(SecretKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /**
   * Sealing under this key.
   *
   * @param text 32 bytes in base64url without padding or in hex
   * @throws IllegalArgumentException if it is anything else; the message shows nothing of it
   */
  public static KeySealing under(String text, SecureRandom random) {
    byte[] bytes = decode(text.strip());
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key-encryption key: another length (expected: 32 bytes in base64url or hex)");
    }
    return new KeySealing(new SecretKeySpec(bytes, "AES"), random);
  }

  /** The sealed form of a private key. */
  String seal(String keyId, String privateJwk) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, keyId, nonce)
              .doFinal(privateJwk.getBytes(StandardCharsets.UTF_8));
      byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not in this JDK", e);
    }
  }

  /**
   * The private key again.
   *
   * @throws IllegalStateException if it was sealed under another key, for another id, or was
   *     altered
   */
  String open(String keyId, String sealed) {
    byte[] whole = Base64.getUrlDecoder().decode(sealed);
    try {
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, keyId, Arrays.copyOf(whole, NONCE_BYTES))
              .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
      return new String(opened, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "signing key "
              + keyId
              + ": cannot be opened (expected: the key-encryption key of this store)",
          e);
    }
  }

  private Cipher cipher(int mode, String keyId, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(keyId.getBytes(StandardCharsets.UTF_8));
    return cipher;
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

  @Override
  public String toString() {
    return "KeySealing[redacted]";
  }
}
