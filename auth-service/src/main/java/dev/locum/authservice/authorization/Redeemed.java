package dev.locum.authservice.authorization;

import dev.locum.authservice.session.StoredSessions;
import java.time.Instant;
import java.util.Optional;

/**
 * What a code was good for, once.
 *
 * @param session the session that has begun, and its tokens
 * @param nonce that of the authorization request
 * @param authenticatedAt when the user typed their password
 */
public record Redeemed(
    StoredSessions.Prepared session, Optional<String> nonce, Instant authenticatedAt) {}
