package dev.locum.authservice.oauth.authority;

import dev.locum.token.ActionSet;
import dev.locum.token.IssuedToken;

/**
 * A token and the actions that it permits.
 *
 * @param token secret
 * @param actions as issued
 */
public record Issued(IssuedToken token, ActionSet actions) {}
