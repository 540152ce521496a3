package dev.locum.authservice.possession;

import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.Possession;
import dev.locum.token.proof.ProofSignatures;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProofUses;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.TargetUri;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies what a request shows. The authority's name is its issuer, over gRPC too: a proof says
 * {@code htu} = issuer and path, by whichever address the call came; or the address for mTLS where
 * the metadata name it. Thread-safe.
 */
public final class SenderProofs {

  private final DpopVerifier verifier;
  private final Set<String> origins;
  private final Optional<StoredNonces> nonces;

  /**
   * For one authority.
   *
   * @param issuer its {@code iss}
   * @param uses remembers proofs, over all replicas
   */
  public SenderProofs(
      String issuer, ProofSignatures signatures, ProofUses uses, ProofTiming timing) {
    this(
        new DpopVerifier(signatures, uses, timing),
        Set.of(TargetUri.parse(issuer).origin()),
        Optional.empty());
  }

  private SenderProofs(DpopVerifier verifier, Set<String> origins, Optional<StoredNonces> nonces) {
    this.verifier = verifier;
    this.origins = origins;
    this.nonces = nonces;
  }

  /** The same for proofs that name another address of the authority, such as that for mTLS. */
  public SenderProofs alsoAt(String origin) {
    Set<String> all = new HashSet<>(origins);
    all.add(TargetUri.parse(origin).origin());
    return new SenderProofs(verifier, Set.copyOf(all), nonces);
  }

  /** The same, but for proofs without a fresh nonce (DP-5). */
  public SenderProofs requiring(StoredNonces fresh) {
    return new SenderProofs(verifier.requiring(fresh), origins, Optional.of(fresh));
  }

  /** The nonce that the next proof has to have; empty: none is asked for. */
  public Optional<String> nextNonce() {
    return nonces.map(StoredNonces::current);
  }

  /** The key that a request for tokens may prove. */
  public ShownKey key(ShownProof shown) {
    return shown.proofs().isEmpty() ? ShownKey.none() : () -> require(shown).key();
  }

  /**
   * The proof of whoever shows a bound access token.
   *
   * @throws DenialException if there is none, or it does not count for this request and token
   */
  public Possession requireHolder(ShownProof shown, RawToken token, KeyThumbprint boundTo) {
    DpopProof proof =
        only(shown)
            .orElseThrow(
                () -> new DenialException(DenialReason.PROOF_NEEDED, "cnf: jkt, and no proof"));
    ProvenRequest request =
        ProvenRequest.of(shown.method(), origins, shown.path())
            .withAccessToken(token.reveal(), boundTo);
    return Possession.of(verifier.verify(proof, request));
  }

  /**
   * What the caller holds.
   *
   * @throws DenialException if a proof is shown that does not count, or more than one
   */
  public Held require(ShownProof shown) {
    ProvenRequest request = ProvenRequest.of(shown.method(), origins, shown.path());
    Optional<KeyThumbprint> key = only(shown).map(proof -> verifier.verify(proof, request).key());
    return new Held(key, shown.certificate());
  }

  private static Optional<DpopProof> only(ShownProof shown) {
    if (shown.proofs().size() > 1) {
      throw new DenialException(
          DenialReason.PROOF_MALFORMED, "proofs: " + shown.proofs().size() + " (expected: one)");
    }
    return shown.proofs().stream().findFirst();
  }
}
