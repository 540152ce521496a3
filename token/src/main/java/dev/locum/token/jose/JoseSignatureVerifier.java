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
  private final KnownTokens known;

  /**
   * A verifier.
   *
   * @param keys of exactly one issuer
   * @param providers the cryptography, chosen at start
   */
  public JoseSignatureVerifier(KeySource keys, CryptoProviders providers) {
    this(keys, providers, KnownTokens.none());
  }

  private JoseSignatureVerifier(KeySource keys, CryptoProviders providers, KnownTokens known) {
    this.keys = keys;
    this.check = new SignatureCheck(providers);
    this.known = known;
  }

  /**
   * A verifier that does not compute a signature again that it has seen to hold lately. The key is
   * asked for each time: one that is withdrawn, or another under the same id, ends what it signed.
   *
   * @param keys of exactly one issuer
   * @param providers the cryptography, chosen at start
   * @param most how many tokens it remembers, 2 or more; by their digest and claims
   */
  public static JoseSignatureVerifier remembering(
      KeySource keys, CryptoProviders providers, int most) {
    return new JoseSignatureVerifier(keys, providers, KnownTokens.atMost(most));
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
          known.get(
              token,
              expectedType,
              seen -> check.isKey(seen, keys),
              () -> check.requireSigned(CompactToken.parse(token.reveal(), expectedType), keys)));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }
}
