/**
 * The authorization endpoint: a client sends a browser here, its user logs in and decides, and the
 * browser goes back with a code or an error (RFC 6749 §3.1, RFC 9207, RFC 9700).
 *
 * <p><b>What decides here</b>: what is registered of the client, and the user. <b>When nothing is
 * configured</b>: there is no client, and every request ends at a page. <b>What the caller is
 * told</b>: until client and redirect URI are proven, a page to whoever is in front of the browser
 * and nothing to anybody else; then an error of RFC 6749 §4.1.2.1 to the redirect URI.
 *
 * <p>Start with {@link dev.locum.authservice.oauth.authorize.AuthorizationEndpoint}.
 */
@NullMarked
package dev.locum.authservice.oauth.authorize;

import org.jspecify.annotations.NullMarked;
