package dev.locum.token.proof;

import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies DPoP proofs (RFC 9449 §4.3; DP-1 to DP-3, DP-5): the only place where a raw proof
 * becomes a verified one.
 *
 * <p><b>Security guarantees</b>: what it answers was signed by the key that it names, was made for
 * this method, this place and this token, not longer ago than a proof counts, and was not used
 * before, as far as its {@link ProofUses} reaches. Everything else is checked before the use is
 * recorded, so nobody can fill the record of a service that asks for a token next to the proof
 * without such a token and its key; where a request needs none, its sender must be known before.
 *
 * <p>Claims that are not understood are ignored, as the RFC asks (§4.2). Thread-safe.
 */
public final class DpopVerifier {

  private static final String METHOD = "htm";
  private static final String TARGET = "htu";
  private static final String ACCESS_TOKEN = "ath";
  private static final String TXN_TOKEN = "tth";
  private static final String NONCE = "nonce";

  /** 96 random bits are recommended (§4.2): 16 characters; more than a UUID is nobody's need. */
  private static final Pattern PROOF_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private final ProofSignatures signatures;
  private final ProofUses uses;
  private final ProofTiming timing;
  private final Optional<ProofNonces> nonces;

  /** A verifier that asks for no nonces; there is no default for any other part. */
  public DpopVerifier(ProofSignatures signatures, ProofUses uses, ProofTiming timing) {
    this(signatures, uses, timing, Optional.empty());
  }

  private DpopVerifier(
      ProofSignatures signatures,
      ProofUses uses,
      ProofTiming timing,
      Optional<ProofNonces> nonces) {
    this.signatures = signatures;
    this.uses = uses;
    this.timing = timing;
    this.nonces = nonces;
  }

  /**
   * The same, but a proof must also have a fresh nonce: else it is refused with {@code
   * PROOF_NONCE_NEEDED}, and not used up (RFC 9449 §8, §9).
   */
  public DpopVerifier requiring(ProofNonces fresh) {
    return new DpopVerifier(signatures, uses, timing, Optional.of(fresh));
  }

  /**
   * Verifies one proof and uses it up.
   *
   * @throws DenialException if it does not count; {@code AUTHORITY_UNAVAILABLE} if that cannot be
   *     decided
   */
  public VerifiedDpopProof verify(DpopProof proof, ProvenRequest request) {
    SignedProof signed = signatures.verify(proof);
    Instant issuedAt;
    String id;
    String nonce;
    try {
      ClaimReader claims = ClaimReader.of(signed.claims());
      issuedAt = claims.instant(ClaimNames.ISSUED_AT);
      id = claims.text(ClaimNames.TOKEN_ID);
      nonce = claims.isText(NONCE) ? claims.text(NONCE) : "";
      require(PROOF_ID.matcher(id).matches(), DenialReason.PROOF_MALFORMED, "jti");
      requireRequest(claims, request);
      requireToken(claims, ACCESS_TOKEN, request.accessToken());
      requireToken(claims, TXN_TOKEN, request.txnToken());
    } catch (DenialException e) {
      throw e.reason().publicReason() == DenialReason.TOKEN_REJECTED
          ? new DenialException(DenialReason.PROOF_MALFORMED, e.rejection().detail())
          : e;
    }
    request
        .key()
        .ifPresent(bound ->
            require(
                Digests.same(bound.value(), signed.key().value()),
                DenialReason.PROOF_KEY_WRONG,
                "of another key"));
    require(timing.counts(issuedAt, timing.clock().instant()), DenialReason.PROOF_STALE, "iat");
    requireFresh(nonce);
    requireFirstUse(signed.key(), id, timing.keptUntil(issuedAt));
    return new VerifiedDpopProof(signed.key(), request);
  }

  private static void requireRequest(ClaimReader claims, ProvenRequest request) {
    require(
        claims.text(METHOD).equals(request.method()),
        DenialReason.PROOF_FOR_OTHER_REQUEST,
        "htm: another");
    TargetUri named;
    TargetUri actual;
    try {
      named = TargetUri.parse(claims.text(TARGET));
      actual = new TargetUri(named.origin(), request.path());
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.PROOF_FOR_OTHER_REQUEST, "proof: htu: no one form");
    }
    require(
        request.origins().contains(named.origin()) && named.equals(actual),
        DenialReason.PROOF_FOR_OTHER_REQUEST,
        "htu: another");
  }

  /**
   * A hash for a token that is not there is refused too: the proof was made for another request.
   */
  private static void requireToken(ClaimReader claims, String name, Optional<TokenHash> token) {
    boolean fits =
        token
            .map(hash -> claims.isText(name) && Digests.same(claims.text(name), hash.value()))
            .orElse(!claims.has(name));
    require(fits, DenialReason.PROOF_FOR_OTHER_TOKEN, name + ": another");
  }

  private void requireFresh(String nonce) {
    boolean fresh;
    try {
      fresh = nonces.isEmpty() || nonces.get().isFresh(nonce);
    } catch (RuntimeException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "nonces: " + e.getClass().getSimpleName());
    }
    require(fresh, DenialReason.PROOF_NONCE_NEEDED, "nonce: none, or none of the last ones");
  }

  private void requireFirstUse(KeyThumbprint key, String id, Instant keepUntil) {
    boolean first;
    try {
      first = uses.useOnce(key, id, keepUntil);
    } catch (RuntimeException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "single use: " + e.getClass().getSimpleName());
    }
    require(first, DenialReason.PROOF_REPLAYED, "jti: used before");
  }

  private static void require(boolean holds, DenialReason reason, String detail) {
    if (!holds) {
      throw new DenialException(reason, "proof: " + detail);
    }
  }
}
