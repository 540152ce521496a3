package dev.locum.token.jose;

import dev.locum.token.RawToken;
import dev.locum.token.SignatureVerifier;
import dev.locum.token.SignedClaims;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import java.time.Instant;

/**
 * Verifies signatures of the keys of one issuer, by {@link SigningAlgorithm}'s table. See {@link
 * SignatureVerifier} for what it guarantees. Thread-safe.
 */
public final class JoseSignatureVerifier implements SignatureVerifier {

  private final KeySource keys;
  private final SignatureCheck check;

  /**
   * A verifier.
   *
   * @param keys of exactly one issuer
   * @param providers the cryptography, chosen at start
   */
  public JoseSignatureVerifier(KeySource keys, CryptoProviders providers) {
    this.keys = keys;
    this.check = new SignatureCheck(providers);
  }

  @Override
  public long withdrawals() {
    return keys.withdrawals();
  }

  @Override
  public Instant freshUntil() {
    return keys.freshUntil();
  }

  @Override
  public Verification<SignedClaims> verify(RawToken token, String expectedType) {
    try {
      return Verification.verified(
          check.require(CompactToken.parse(token.reveal(), expectedType), keys));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }
}
