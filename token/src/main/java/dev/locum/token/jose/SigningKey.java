package dev.locum.token.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Map;
import java.util.Objects;

/**
 * A private key that signs with exactly one algorithm. Its id is its thumbprint (RFC 7638), so the
 * same key has the same id everywhere. It is never serialized and never shown; its text leaves only
 * against a {@link SecretKeyAccess}.
 */
public final class SigningKey {

  private static final int MAX_JWK_LENGTH = 16 * 1024;

  private final JWK jwk;
  private final VerificationKey verificationKey;
  private final PrivateKey privateKey;

  private SigningKey(JWK jwk, VerificationKey verificationKey, PrivateKey privateKey) {
    this.jwk = jwk;
    this.verificationKey = verificationKey;
    this.privateKey = privateKey;
  }

  /**
   * A fresh key; P-256, Ed25519, or RSA of 2048 bits. Its id does not begin with a hyphen: whoever
   * revokes it in an emergency names it to a command, which would take that for an option.
   */
  public static SigningKey generate(SigningAlgorithm algorithm) {
    SigningKey key;
    do {
      key = any(algorithm);
    } while (key.keyId().startsWith("-"));
    return key;
  }

  private static SigningKey any(SigningAlgorithm algorithm) {
    try {
      return of(algorithm, jwk(algorithm, CryptoProviders.choose().generateKeyPair(algorithm)));
    } catch (JOSEException e) {
      throw new IllegalStateException("algorithm: " + algorithm + " is not in this JDK", e);
    }
  }

  /**
   * Parses a private JWK, as {@link #revealPrivateJwk} gives it.
   *
   * @throws IllegalArgumentException if it is not a private key of one of our algorithms; the
   *     message shows nothing of it
   */
  public static SigningKey parsePrivateJwk(String privateJwk, SecretKeyAccess access) {
    Objects.requireNonNull(access);
    if (privateJwk.length() > MAX_JWK_LENGTH) {
      throw new IllegalArgumentException("private jwk: too long");
    }
    try {
      Map<String, Object> members =
          JsonReader.readObject(privateJwk.getBytes(StandardCharsets.UTF_8), 2, 64);
      SigningAlgorithm algorithm =
          VerificationKey.algorithmOf(members)
              .orElseThrow(() -> new IllegalArgumentException("type or algorithm"));
      JWK jwk = JWK.parse(members);
      if (!jwk.isPrivate() || jwk.getAlgorithm() == null) {
        throw new IllegalArgumentException("no private key or no alg");
      }
      return of(algorithm, jwk);
    } catch (ParseException | JOSEException | RuntimeException e) {
      // Without the cause: a parser's message may quote what it read.
      throw new IllegalArgumentException("private jwk: not a valid key");
    }
  }

  /** The id that goes into the {@code kid} header: the RFC 7638 thumbprint of the public key. */
  public String keyId() {
    return verificationKey.keyId();
  }

  public SigningAlgorithm algorithm() {
    return verificationKey.algorithm();
  }

  /** The public half, for the key set. */
  public VerificationKey verificationKey() {
    return verificationKey;
  }

  /** The private key as JWK: the secret itself. */
  public String revealPrivateJwk(SecretKeyAccess access) {
    Objects.requireNonNull(access);
    return jwk.toJSONString();
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** Shows the id and the algorithm. */
  @Override
  public String toString() {
    return "SigningKey[" + keyId() + ", " + algorithm().joseName() + "]";
  }

  private static SigningKey of(SigningAlgorithm algorithm, JWK jwk) throws JOSEException {
    VerificationKey verificationKey = VerificationKey.of(algorithm, jwk.toPublicJWK());
    return new SigningKey(jwk, verificationKey, privateKey(algorithm, jwk));
  }

  private static PrivateKey privateKey(SigningAlgorithm algorithm, JWK jwk) throws JOSEException {
    return switch (algorithm) {
      case ES256 -> jwk.toECKey().toECPrivateKey();
      case ED25519 -> Ed25519Keys.privateKey(jwk.toOctetKeyPair().getDecodedD());
      case RS256 -> jwk.toRSAKey().toRSAPrivateKey();
    };
  }

  private static JWK jwk(SigningAlgorithm algorithm, KeyPair pair) throws JOSEException {
    JWSAlgorithm alg = JWSAlgorithm.parse(algorithm.joseName());
    return switch (algorithm) {
      case ES256 ->
          new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
              .privateKey(pair.getPrivate())
              .algorithm(alg)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint()
              .build();
      case ED25519 ->
          new OctetKeyPair.Builder(
                  Curve.Ed25519, Base64URL.encode(Ed25519Keys.octets(pair.getPublic())))
              .d(Base64URL.encode(Ed25519Keys.seed(pair.getPrivate())))
              .algorithm(alg)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint()
              .build();
      case RS256 ->
          new RSAKey.Builder((RSAPublicKey) pair.getPublic())
              .privateKey(pair.getPrivate())
              .algorithm(alg)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint()
              .build();
    };
  }
}
