/**
 * What a caller of the authority proves to hold, so that tokens can be bound to it.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.possession.SenderProofs} about a DPoP
 * proof; a client certificate was decided about by TLS. To which of them a token is bound, the
 * downstream says. <b>When nothing is shown</b>: nothing is proven. <b>What the caller is told</b>:
 * {@code PROOF_REJECTED}, or {@code PROOF_NONCE_NEEDED} with the nonce.
 */
@NullMarked
package dev.locum.authservice.possession;

import org.jspecify.annotations.NullMarked;
