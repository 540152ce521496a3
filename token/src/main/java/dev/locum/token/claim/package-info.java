/**
 * Claims by name: the vocabulary, and typed reading of a signed claim set.
 *
 * <p><b>What decides here</b>: {@link dev.locum.token.claim.ClaimReader}: a claim has the expected
 * type or the token is refused. <b>When nothing is configured</b>: every claim of a kind is
 * required and every other one is refused. <b>What the caller is told</b>: {@code TOKEN_REJECTED};
 * the audit trail has the claim's name, never its value.
 */
@NullMarked
package dev.locum.token.claim;

import org.jspecify.annotations.NullMarked;
