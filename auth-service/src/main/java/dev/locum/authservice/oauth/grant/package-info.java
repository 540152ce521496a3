/**
 * The token endpoint and its grants.
 *
 * <p><b>What decides here</b>: which grant it is and whether its parameters are whole; whether it
 * is granted, the domain decides. <b>When nothing is configured</b>: an unknown grant type is
 * {@code unsupported_grant_type}; an absent scope is {@code invalid_scope}, never "everything".
 * <b>What the caller is told</b>: an error of RFC 6749 §5.2; a subject token that does not count is
 * {@code invalid_request}, whatever was wrong with it (RFC 8693 §2.2.2).
 *
 * <p>Start with {@link dev.locum.authservice.oauth.grant.TokenEndpoint}.
 */
@NullMarked
package dev.locum.authservice.oauth.grant;

import org.jspecify.annotations.NullMarked;
