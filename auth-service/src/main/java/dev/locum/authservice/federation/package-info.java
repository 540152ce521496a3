/**
 * Logging in at an external OpenID Connect provider: authorization code with PKCE, {@code state}
 * and {@code nonce}, the ID token verified strictly, its claims mapped by explicit tables. And a
 * provider's access tokens in place of a login, by the same tables.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.federation.IdTokenCheck} whether an ID
 * token counts, {@link dev.locum.authservice.federation.AccessTokenCheck} whether an access token
 * does, {@link dev.locum.authservice.federation.ClaimMapping} what it means, {@link
 * dev.locum.authservice.user.ExternalUsers} who that is. <b>When nothing is configured</b>: there
 * are no providers. <b>What the caller is told</b>: that the login was not accepted, that it was
 * not begun in this browser, or that the provider cannot be reached; of an access token nothing but
 * that it does not count. The trail has the reason.
 *
 * <p>Start with {@link dev.locum.authservice.federation.Federation} and {@link
 * dev.locum.authservice.federation.ProviderAccessTokens}.
 */
@NullMarked
package dev.locum.authservice.federation;

import org.jspecify.annotations.NullMarked;
