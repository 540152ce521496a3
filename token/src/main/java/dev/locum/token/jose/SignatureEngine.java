package dev.locum.token.jose;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** One algorithm in one provider. Keys are translated once, when they are adopted. Thread-safe. */
final class SignatureEngine {

  private final SigningAlgorithm algorithm;
  private final String signatureName;
  private final Provider provider;

  SignatureEngine(SigningAlgorithm algorithm, String signatureName, Provider provider) {
    this.algorithm = algorithm;
    this.signatureName = signatureName;
    this.provider = provider;
  }

  String providerName() {
    return provider.getName() + " " + provider.getVersionStr();
  }

  /** The key in the provider's own form, which spares a translation with every use. */
  PublicKey adopt(PublicKey key) throws GeneralSecurityException {
    return keyFactory().generatePublic(new X509EncodedKeySpec(key.getEncoded()));
  }

  /** The key in the provider's own form. */
  PrivateKey adopt(PrivateKey key) throws GeneralSecurityException {
    return keyFactory().generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }

  /** Who does it. */
  Provider provider() {
    return provider;
  }

  /** The provider's own generator where it has one. */
  KeyPairGenerator keyPairGenerator() throws NoSuchAlgorithmException {
    String name = algorithm.keyFactoryName();
    return provider.getService("KeyPairGenerator", name) != null
        ? KeyPairGenerator.getInstance(name, provider)
        : KeyPairGenerator.getInstance(name);
  }

  byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signatureName, provider);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  /**
   * Whether the signature is the key's over the message; ranges are checked here, whatever the
   * provider does.
   */
  boolean verify(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
    if (!SignatureForm.isCanonical(algorithm, key, signature)) {
      return false;
    }
    Signature verifier = Signature.getInstance(signatureName, provider);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  /** The provider's own factory where it has one; some sign with keys of the JDK's. */
  private KeyFactory keyFactory() throws NoSuchAlgorithmException {
    String name = algorithm.keyFactoryName();
    return provider.getService("KeyFactory", name) != null
        ? KeyFactory.getInstance(name, provider)
        : KeyFactory.getInstance(name);
  }

  /** Never shows a key. */
  @Override
  public String toString() {
    return signatureName + " of " + providerName();
  }
}
