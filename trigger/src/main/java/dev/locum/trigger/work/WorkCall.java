package dev.locum.trigger.work;

import dev.locum.grpcauthz.holder.ShownHolder;
import dev.locum.token.RawToken;

/**
 * One call of a user.
 *
 * @param token the user's token, not yet looked at
 * @param holder what is shown of its holder; not verified
 * @param correlationId joins the call's events across parts
 */
public record WorkCall(RawToken token, ShownHolder holder, String correlationId) {}
