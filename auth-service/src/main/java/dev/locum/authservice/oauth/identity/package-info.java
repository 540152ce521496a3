/**
 * Who a user is, for clients that the user allowed to know (OpenID Connect Core §5.3).
 *
 * <p><b>What decides here</b>: the stored session and user, asked every time. <b>When nothing is
 * configured</b>: nobody learns anything. <b>What the caller is told</b>: {@code invalid_token},
 * whatever was wrong with a token.
 */
@NullMarked
package dev.locum.authservice.oauth.identity;

import org.jspecify.annotations.NullMarked;
