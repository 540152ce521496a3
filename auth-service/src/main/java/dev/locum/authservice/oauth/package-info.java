/**
 * OAuth 2.0 over HTTP: metadata, keys, token endpoint, device flow, introspection, revocation,
 * login pages.
 *
 * <p><b>What decides here</b>: nothing about tokens; the endpoints parse strictly, authenticate the
 * client and ask the domain packages. <b>When nothing is configured</b>: the server does not start;
 * plaintext needs an explicit choice. <b>What the caller is told</b>: an error code of RFC 6749
 * §5.2 and a fixed sentence.
 *
 * <p>Start with {@link dev.locum.authservice.oauth.OAuthHttpServer}.
 */
@NullMarked
package dev.locum.authservice.oauth;

import org.jspecify.annotations.NullMarked;
