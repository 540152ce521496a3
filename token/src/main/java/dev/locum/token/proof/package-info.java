/**
 * Proof that whoever shows a token may: by the key or the certificate to which it is bound (RFC
 * 7800, RFC 8705, RFC 9449).
 *
 * <p><b>What decides here</b>: {@link dev.locum.token.proof.DpopVerifier} about a proof; a token's
 * {@link dev.locum.token.proof.Confirmation} says which one it needs. <b>When nothing is
 * configured</b>: a bound token counts for nobody, since there is nothing that could prove its
 * holder. <b>What the caller is told</b>: {@code PROOF_NEEDED} or {@code PROOF_REJECTED}; the audit
 * trail has the reason.
 *
 * <p>Start with {@link dev.locum.token.proof.Confirmation} and {@link
 * dev.locum.token.proof.Possession}. This package depends on no token: tokens depend on it.
 */
@NullMarked
package dev.locum.token.proof;

import org.jspecify.annotations.NullMarked;
