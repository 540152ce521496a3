package dev.locum.authservice.session;

import dev.locum.token.IssuedToken;

/**
 * What a client gets at login and at each refresh. Both parts are secrets and neither is shown by
 * {@code toString}.
 *
 * @param access the access token
 * @param refresh the refresh token that takes the place of the one shown
 */
public record SessionTokens(IssuedToken access, OpaqueToken refresh) {}
