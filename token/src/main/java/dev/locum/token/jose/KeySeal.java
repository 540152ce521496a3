package dev.locum.token.jose;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals signing keys at rest: AES-256-GCM in JWE compact serialization (RFC 7516, {@code dir}). The
 * database that holds sealed keys cannot sign, and cannot swap one key for another unnoticed, since
 * what is opened must have the id that it was stored under. Never serialized and never shown.
 */
public final class KeySeal {

  private static final Set<String> OURS = Set.of("alg", "enc", "kid", "cty");
  private static final int KEY_LENGTH = 32;

  /** Bounds what is parsed; a sealed RSA key takes about 3 KiB. */
  private static final int MAX_LENGTH = 16 * 1024;

  private final SealCipher cipher;
  private final List<KeySeal> others;

  private KeySeal(SealCipher cipher, List<KeySeal> others) {
    this.cipher = cipher;
    this.others = List.copyOf(others);
  }

  /**
   * A seal under this key; the octets are copied.
   *
   * @throws IllegalArgumentException unless there are 32 octets
   */
  public static KeySeal of(byte[] key, SecretKeyAccess access) {
    Objects.requireNonNull(access);
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("seal: another length (expected: 32 octets)");
    }
    return of(new SecretKeySpec(key, "AES"), Optional.empty(), access);
  }

  /**
   * A seal under a key of AES with 256 bits, which may be a handle of one that is elsewhere.
   *
   * @param provider where the key must be used, such as a token that it never leaves; empty:
   *     anywhere
   */
  public static KeySeal of(SecretKey key, Optional<Provider> provider, SecretKeyAccess access) {
    Objects.requireNonNull(access);
    return new KeySeal(new SealCipher(key, provider), List.of());
  }

  /**
   * The same that also opens what others have sealed; it goes on sealing under its own key alone.
   * So a key-encryption key is replaced while it is in use.
   */
  public KeySeal alsoOpening(List<KeySeal> sealedByOthers) {
    return new KeySeal(cipher, sealedByOthers);
  }

  /** The sealed key, for the store. */
  public String seal(SigningKey signingKey) {
    JWEHeader header =
        new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
            .keyID(signingKey.keyId())
            .contentType("jwk+json")
            .build();
    String jwk = signingKey.revealPrivateJwk(SecretKeyAccess.granted());
    try {
      SealCipher.Sealed sealed =
          cipher.seal(jwk.getBytes(StandardCharsets.UTF_8), header.toBase64URL().toString());
      return Stream.of(header.toBase64URL(), "", sealed.iv(), sealed.text(), sealed.tag())
          .map(Object::toString)
          .collect(Collectors.joining("."));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /**
   * Opens a sealed key.
   *
   * @param keyId the id under which it was stored
   * @throws IllegalArgumentException if it was not sealed under this key or one of {@link
   *     #alsoOpening}, was altered, or is another key; the message shows nothing of it
   */
  public SigningKey open(String sealed, String keyId) {
    for (KeySeal other : others) {
      try {
        return other.open(sealed, keyId);
      } catch (IllegalArgumentException ignored) {
        // Sealed under another one, or under none: then this one refuses it.
      }
    }
    if (sealed.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("sealed key: too long");
    }
    SigningKey opened;
    try {
      requireCanonical(sealed);
      JWEObject object = JWEObject.parse(sealed);
      requireOurForm(object.getHeader());
      byte[] jwk =
          cipher.open(
              new SealCipher.Sealed(object.getIV(), object.getCipherText(), object.getAuthTag()),
              sealed.substring(0, sealed.indexOf('.')));
      opened =
          SigningKey.parsePrivateJwk(
              new String(jwk, StandardCharsets.UTF_8), SecretKeyAccess.granted());
    } catch (ParseException | GeneralSecurityException | RuntimeException e) {
      // Also what the parser does not declare; without the cause, which may quote what it read.
      throw new IllegalArgumentException("sealed key: cannot be opened with this seal");
    }
    if (!opened.keyId().equals(keyId)) {
      throw new IllegalArgumentException("sealed key: another key (expected: " + keyId + ")");
    }
    return opened;
  }

  /** The library decodes leniently; what was altered in spare bits only was altered still. */
  private static void requireCanonical(String sealed) {
    for (String part : sealed.split("\\.", -1)) {
      if (Base64Url.decode(part).isEmpty()) {
        throw new IllegalArgumentException("not in its one form");
      }
    }
  }

  /**
   * Exactly what {@link #seal} writes: no compression, which could be a bomb, no other algorithm,
   * nothing critical.
   */
  private static void requireOurForm(JWEHeader header) {
    if (!JWEAlgorithm.DIR.equals(header.getAlgorithm())
        || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
        || !OURS.equals(header.getIncludedParams())) {
      throw new IllegalStateException("header");
    }
  }

  @Override
  public String toString() {
    return "KeySeal[redacted]";
  }
}
