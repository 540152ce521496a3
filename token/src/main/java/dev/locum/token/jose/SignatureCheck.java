package dev.locum.token.jose;

import dev.locum.token.SignedClaims;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/**
 * The one way from a token's parts to signed claims; every verifier of this package goes through
 * it. Thread-safe.
 */
final class SignatureCheck {

  private final CryptoProviders providers;
  private final AdoptedKeys adopted = new AdoptedKeys();

  SignatureCheck(CryptoProviders providers) {
    this.providers = providers;
  }

  /**
   * The claims, if a key of the source has signed them.
   *
   * @throws DenialException if not, or if that cannot be decided
   */
  SignedClaims require(CompactToken parts, KeySource keys) {
    return requireSigned(parts, keys).claims();
  }

  /** The same, with the key. */
  KnownTokens.Signed requireSigned(CompactToken parts, KeySource keys) {
    VerificationKey key = key(parts.keyId(), keys);
    requireAlgorithm(parts.algorithm(), key);
    requireSignature(parts, key);
    return new KnownTokens.Signed(key, new SignedClaims(parts.claims()));
  }

  /** Whether the source still has this very key under its id. */
  boolean isKey(VerificationKey key, KeySource keys) {
    try {
      return keys.find(key.keyId()) instanceof KeyLookup.Found found && found.key().equals(key);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static VerificationKey key(String keyId, KeySource keys) {
    KeyLookup lookup;
    try {
      lookup = keys.find(keyId);
    } catch (RuntimeException e) {
      throw new DenialException(
          DenialReason.KEYS_UNAVAILABLE, "keys: " + e.getClass().getSimpleName());
    }
    if (lookup instanceof KeyLookup.Found found && found.key().keyId().equals(keyId)) {
      return found.key();
    }
    if (lookup instanceof KeyLookup.Unavailable) {
      throw new DenialException(DenialReason.KEYS_UNAVAILABLE, "keys: cannot be had now");
    }
    throw new DenialException(DenialReason.TOKEN_KEY_UNKNOWN, "kid: not a key of the issuer");
  }

  /** The key's algorithm decides; the header may only agree (RFC 8725 §3.1, BP-1). */
  private static void requireAlgorithm(String named, VerificationKey key) {
    if (!key.algorithm().joseName().equals(named)) {
      throw new DenialException(
          DenialReason.TOKEN_ALGORITHM_REFUSED,
          "alg: another (expected: " + key.algorithm().joseName() + ")");
    }
  }

  private void requireSignature(CompactToken parts, VerificationKey key) {
    boolean verified;
    try {
      SignatureEngine engine = providers.engine(key.algorithm());
      PublicKey publicKey = adopted.get(key, engine);
      verified = engine.verify(publicKey, parts.signingInput(), parts.signature());
    } catch (GeneralSecurityException | RuntimeException e) {
      // Providers throw for some malformed signatures instead of answering no (CVE-2019-17195).
      throw new DenialException(
          DenialReason.TOKEN_SIGNATURE_INVALID, "signature: " + e.getClass().getSimpleName());
    }
    if (!verified) {
      throw new DenialException(DenialReason.TOKEN_SIGNATURE_INVALID, "signature: does not hold");
    }
  }
}
