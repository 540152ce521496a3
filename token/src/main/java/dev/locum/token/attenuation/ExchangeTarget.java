package dev.locum.token.attenuation;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;

/**
 * A downstream for which a token is wanted.
 *
 * @param audience its name
 * @param actions what it performs, as registered
 */
public record ExchangeTarget(Audience audience, ActionSet actions) {}
