package dev.locum.trigger.work;

import dev.locum.token.RawToken;

/**
 * One call of a user.
 *
 * @param token the bearer token, not yet looked at
 * @param correlationId joins the call's events across parts
 */
public record WorkCall(RawToken token, String correlationId) {}
