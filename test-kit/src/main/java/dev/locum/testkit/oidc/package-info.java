/**
 * An OpenID Connect provider for tests, on a real socket: honest, until it is told to be hostile.
 *
 * <p><b>What decides here</b>: PKCE, client authentication and single use of codes, as a provider
 * would. <b>When nothing is configured</b>: one user, {@code sub-1}, with no claims. <b>What the
 * caller is told</b>: what RFC 6749 says.
 */
@NullMarked
package dev.locum.testkit.oidc;

import org.jspecify.annotations.NullMarked;
