package dev.locum.authservice.oauth.authority;

import dev.locum.authservice.possession.ShownProof;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;

/**
 * A worker asks for a downstream token by token exchange.
 *
 * @param delegationToken the subject token
 * @param downstream the one target, as named by the client
 * @param actions asked for; at least one
 * @param shown to what the token can be bound
 */
public record ExchangeRequest(
    RawToken delegationToken, String downstream, ActionSet actions, ShownProof shown) {}
