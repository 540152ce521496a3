package dev.locum.trigger.authority;

import dev.locum.token.RawToken;
import dev.locum.token.proof.Confirmation;
import java.time.Instant;
import java.util.Optional;

/**
 * A user whose access token counts now, at the word of the auth service.
 *
 * @param token the token, to be shown to the auth service again and to nobody else
 * @param subject who
 * @param tenant of which tenant
 * @param tokenId the token's id
 * @param expiresAt when it counts no more
 * @param confirmation to what it is bound; empty: to nothing
 */
public record AccessOwner(
    RawToken token,
    String subject,
    String tenant,
    String tokenId,
    Instant expiresAt,
    Optional<Confirmation> confirmation) {}
