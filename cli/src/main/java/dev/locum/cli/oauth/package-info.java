/**
 * The client side of OAuth 2.0: metadata (RFC 8414), the device flow (RFC 8628), refresh (RFC 6749
 * §6) and revocation (RFC 7009). The CLI is the public client {@code locum-cli}; it has no secret.
 *
 * <p><b>What decides here</b>: the auth service; this client only checks that it talks to the
 * issuer of the profile, and to nobody else. <b>When nothing is configured</b>: there is no issuer
 * to talk to. <b>What the caller is told</b>: the error of RFC 6749 §5.2 in a sentence.
 */
@NullMarked
package dev.locum.cli.oauth;

import org.jspecify.annotations.NullMarked;
