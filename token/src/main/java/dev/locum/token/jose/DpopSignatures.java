package dev.locum.token.jose;

import dev.locum.token.Incubating;
import dev.locum.token.SignedClaims;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.ProofSignatures;
import dev.locum.token.proof.SignedProof;

/**
 * Checks a DPoP proof's header, its key and its signature (RFC 9449 §4.3; DP-1): {@code typ},
 * {@code alg} and {@code jwk} and nothing else, a public key of one of our algorithms, and that key
 * signed it. Thread-safe.
 */
@Incubating
public final class DpopSignatures implements ProofSignatures {

  private final SignatureCheck check;

  public DpopSignatures(CryptoProviders providers) {
    this.check = new SignatureCheck(providers);
  }

  @Override
  public SignedProof verify(DpopProof proof) {
    try {
      CompactToken.WithKey parsed = CompactToken.parseWithKey(proof.reveal(), DpopProof.TYPE);
      SignedClaims signed =
          check.require(parsed.token(), keyId -> new KeyLookup.Found(parsed.key()));
      return new SignedProof(signed.claims(), new KeyThumbprint(parsed.key().thumbprint()));
    } catch (DenialException e) {
      throw new DenialException(
          e.reason() == DenialReason.TOKEN_SIGNATURE_INVALID
              ? DenialReason.PROOF_SIGNATURE_INVALID
              : DenialReason.PROOF_MALFORMED,
          "proof: " + e.reason().code() + " " + e.rejection().detail());
    }
  }
}
