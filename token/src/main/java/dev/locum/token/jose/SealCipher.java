package dev.locum.token.jose;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM under one key, where that key is. So few keys are sealed that random vectors never meet
 * (SP 800-38D §8.3: 2^32).
 */
final class SealCipher {

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final SecretKey key;
  private final Optional<Provider> provider;
  private final SecureRandom random = new SecureRandom();

  SealCipher(SecretKey key, Optional<Provider> provider) {
    this.key = key;
    this.provider = provider;
  }

  /** What comes out. */
  record Sealed(Base64URL iv, Base64URL text, Base64URL tag) {}

  Sealed seal(byte[] clear, String authenticated) throws GeneralSecurityException {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    byte[] out = cipher(Cipher.ENCRYPT_MODE, iv, authenticated).doFinal(clear);
    int end = out.length - TAG_BYTES;
    return new Sealed(
        Base64URL.encode(iv),
        Base64URL.encode(Arrays.copyOf(out, end)),
        Base64URL.encode(Arrays.copyOfRange(out, end, out.length)));
  }

  byte[] open(Sealed sealed, String authenticated) throws GeneralSecurityException {
    byte[] iv = sealed.iv().decode();
    byte[] text = sealed.text().decode();
    byte[] tag = sealed.tag().decode();
    if (iv.length != IV_BYTES || tag.length != TAG_BYTES) {
      throw new GeneralSecurityException("another form");
    }
    byte[] in = Arrays.copyOf(text, text.length + TAG_BYTES);
    System.arraycopy(tag, 0, in, text.length, TAG_BYTES);
    return cipher(Cipher.DECRYPT_MODE, iv, authenticated).doFinal(in);
  }

  private Cipher cipher(int mode, byte[] iv, String authenticated) throws GeneralSecurityException {
    Cipher cipher =
        provider.isPresent()
            ? Cipher.getInstance(TRANSFORMATION, provider.get())
            : Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, iv));
    cipher.updateAAD(authenticated.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  @Override
  public String toString() {
    return "SealCipher[redacted]";
  }
}
