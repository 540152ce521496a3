/**
 * Where the authority's public keys come from.
 *
 * <p><b>What decides here</b>: nothing; keys are fetched and bound to their one issuer. <b>When
 * nothing is configured</b>: there are no keys and no token is accepted. <b>What the caller is
 * told</b>: {@code AUTHORITY_UNAVAILABLE} when keys cannot be had, never that a token was bad
 * (H12).
 *
 * <p>Start with {@link dev.locum.grpcauthz.keys.AuthorityVerifier}.
 */
@NullMarked
package dev.locum.grpcauthz.keys;

import org.jspecify.annotations.NullMarked;
