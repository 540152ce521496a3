package dev.locum.token.jose;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * Proves at start that an engine signs what it verifies, agrees with the JDK, and refuses a
 * forgery.
 */
final class SelfTest {

  private SelfTest() {}

  /** Returns if the engine can be used; the keys are fresh and forgotten. */
  static void require(SigningAlgorithm algorithm, SignatureEngine engine)
      throws GeneralSecurityException {
    SigningKey key = SigningKey.generate(algorithm);
    PrivateKey own = engine.adopt(key.privateKey());
    PublicKey ownPublic = engine.adopt(key.verificationKey().publicKey());
    byte[] message = "self-test".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = engine.sign(own, message);
    if (!engine.verify(ownPublic, message, signature)) {
      throw new GeneralSecurityException("its own signature does not verify");
    }
    signature[signature.length / 2] ^= 1;
    boolean forged;
    try {
      forged = engine.verify(ownPublic, message, signature);
    } catch (GeneralSecurityException e) {
      forged = false;
    }
    if (forged) {
      throw new GeneralSecurityException("a forged signature verifies");
    }
  }
}
