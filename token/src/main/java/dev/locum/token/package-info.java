/**
 * Tokens as types: the identifiers, what each kind of token says, and the step from raw to
 * verified.
 *
 * <p><b>What decides here</b>: {@link dev.locum.token.TokenVerifier}, by one table of rules per
 * kind; a signature is checked by a {@link dev.locum.token.SignatureVerifier}. <b>When nothing is
 * configured</b> a verifier cannot be built; an absent claim, an unknown claim or an unknown key
 * rejects. <b>What the caller is told</b>: {@code TOKEN_REJECTED}, whatever was wrong; the audit
 * trail has the reason.
 *
 * <p>Start with {@link dev.locum.token.TokenKind}, {@link dev.locum.token.DelegationClaims} and
 * {@link dev.locum.token.VerifiedToken}. No clock, no I/O, no JOSE library in this package.
 */
@NullMarked
package dev.locum.token;

import org.jspecify.annotations.NullMarked;
