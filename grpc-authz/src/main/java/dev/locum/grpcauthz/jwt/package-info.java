/**
 * JSON Web Tokens of issuers other than Locum's authority: several issuers, each bound to its own
 * keys.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.jwt.JwtVerifier}: signature by the named
 * issuer's own keys, {@code typ}, audience, life. <b>When nothing is configured</b>: there is no
 * issuer and no token is accepted; a token without {@code exp}, {@code iat} or {@code aud} is
 * refused. <b>What the caller is told</b>: {@code TOKEN_REJECTED}, whatever is wrong; {@code
 * AUTHORITY_UNAVAILABLE} to an end user whose issuer's keys cannot be had.
 *
 * <p>Start with {@link dev.locum.grpcauthz.jwt.JwtIssuer} and {@link
 * dev.locum.grpcauthz.jwt.UserTokens}.
 */
@NullMarked
package dev.locum.grpcauthz.jwt;

import org.jspecify.annotations.NullMarked;
