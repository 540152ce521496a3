package dev.locum.token.jose;

import java.util.List;
import java.util.Optional;

/**
 * The whole table of algorithms: one per type of key, so that a key fixes its algorithm (RFC 8725
 * §3.1). Symmetric algorithms, {@code none} and the polymorphic {@code EdDSA} are not in it and
 * cannot be configured.
 */
public enum SigningAlgorithm {
  /** ECDSA on P-256 with SHA-256 (RFC 7518 §3.4); the default: every peer accepts it. */
  ES256("ES256", "EC", List.of("SHA256withECDSAinP1363Format", "SHA256withPLAIN-ECDSA")),
  /** Ed25519 by its fully specified name (RFC 9864 §2.2). */
  ED25519("Ed25519", "Ed25519", List.of("Ed25519")),
  /**
   * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3); the slowest to sign. RFC 9068 §4 wants it
   * supported.
   */
  RS256("RS256", "RSA", List.of("SHA256withRSA"));

  private final String joseName;
  private final String keyFactoryName;
  private final List<String> signatureNames;

  SigningAlgorithm(String joseName, String keyFactoryName, List<String> signatureNames) {
    this.joseName = joseName;
    this.keyFactoryName = keyFactoryName;
    this.signatureNames = signatureNames;
  }

  /** The {@code alg} value (RFC 7515 §4.1.1); exact. */
  public String joseName() {
    return joseName;
  }

  /** The algorithm with exactly this {@code alg} value; nothing for any other. */
  public static Optional<SigningAlgorithm> ofJoseName(String name) {
    for (SigningAlgorithm algorithm : values()) {
      if (algorithm.joseName.equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** JCA name of the key factory and the key pair generator. */
  String keyFactoryName() {
    return keyFactoryName;
  }

  /** JCA names of the signature with the fixed-length encoding of JOSE; providers differ. */
  List<String> signatureNames() {
    return signatureNames;
  }
}
