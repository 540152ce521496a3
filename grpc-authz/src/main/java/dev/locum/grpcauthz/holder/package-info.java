/**
 * Who may show a bound token: its holder, proven at each call (RFC 8705, RFC 9449).
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.holder.TokenHolders}, by the token's
 * {@code cnf}. <b>When nothing is configured</b>: unbound tokens count as they always did, and a
 * token that is bound to a key counts for nobody, since nobody has said under which names the
 * service is reached; one that is bound to a certificate counts on connections that were made with
 * it. <b>What the caller is told</b>: {@code PROOF_NEEDED} or {@code PROOF_REJECTED}.
 */
@NullMarked
package dev.locum.grpcauthz.holder;

import org.jspecify.annotations.NullMarked;
