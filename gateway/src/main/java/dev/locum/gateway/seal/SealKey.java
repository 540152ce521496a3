package dev.locum.gateway.seal;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that tokens are sealed under. Thread-safe; prints without the secret.
 *
 * <p>Its id is made of the secret, so that replicas need not agree on names.
 */
public final class SealKey {

  /** Below this a key could be searched for. */
  private static final int MIN_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] ID_LABEL = {'l', 'o', 'c', 'u', 'm', '-', 's', 'e', 'a', 'l'};

  private final SecretKeySpec secret;
  private final Mac prototype;
  private final boolean isCloneable;
  private final int id;

  private SealKey(SecretKeySpec secret) throws GeneralSecurityException {
    this.secret = secret;
    this.prototype = initialised(secret);
    this.isCloneable = cloneable(prototype);
    byte[] digest = initialised(secret).doFinal(ID_LABEL);
    this.id =
        (digest[0] & 0xff) << 24
            | (digest[1] & 0xff) << 16
            | (digest[2] & 0xff) << 8
            | (digest[3] & 0xff);
  }

  /**
   * A key of random bytes, which are copied.
   *
   * @throws IllegalArgumentException if they are fewer than 32
   */
  public static SealKey of(byte[] secret) {
    if (secret.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "seal key: " + secret.length + " bytes (expected: >= " + MIN_BYTES + ")");
    }
    try {
      return new SealKey(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ": not available in this runtime", e);
    }
  }

  /** Tells keys apart on the wire; says nothing about the secret. */
  int id() {
    return id;
  }

  /** A MAC that has this key and nothing else; looking the provider up again would cost more. */
  Mac mac() {
    try {
      return isCloneable ? (Mac) prototype.clone() : initialised(secret);
    } catch (CloneNotSupportedException | GeneralSecurityException e) {
      throw new IllegalStateException("seal key: its MAC is gone", e);
    }
  }

  private static Mac initialised(SecretKeySpec secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(ALGORITHM);
    mac.init(secret);
    return mac;
  }

  private static boolean cloneable(Mac mac) {
    try {
      return mac.clone() instanceof Mac;
    } catch (CloneNotSupportedException e) {
      return false;
    }
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "SealKey[" + Integer.toHexString(id) + "]";
  }
}
