package dev.locum.worker.verification;

import dev.locum.token.RawToken;
import java.time.Instant;

/**
 * A token and when it stops counting.
 *
 * @param token the token, a secret
 * @param expiresAt at this instant it is expired
 */
public record Ticket(RawToken token, Instant expiresAt) {}
