/**
 * Login sessions and what is issued in them: access tokens and refresh tokens.
 *
 * <p><b>What decides here</b>: the stored session and user, asked every time; an access token that
 * verifies but whose session has ended is worth nothing. <b>When nothing is configured</b>: there
 * is no session and no token counts. <b>What the caller is told</b>: {@code TOKEN_REJECTED},
 * whatever was wrong.
 *
 * <p>Start with {@link dev.locum.authservice.session.Sessions} and {@link
 * dev.locum.authservice.session.AccessTokens}.
 */
@NullMarked
package dev.locum.authservice.session;

import org.jspecify.annotations.NullMarked;
