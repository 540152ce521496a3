/**
 * The authorization code grant (RFC 6749 §4.1, RFC 7636, RFC 9700): a user allows a client in a
 * browser, and the client redeems the code for tokens once.
 *
 * <p><b>What decides here</b>: the stored code and what stands beside it: client, redirect URI,
 * challenge, user, time. <b>When nothing is configured</b>: there is no client and so no code.
 * <b>What the caller is told</b>: {@code invalid_grant}, whatever was wrong with a code.
 *
 * <p>Start with {@link dev.locum.authservice.authorization.AuthorizationCodes}.
 */
@NullMarked
package dev.locum.authservice.authorization;

import org.jspecify.annotations.NullMarked;
