package dev.locum.authservice.login;

import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.user.UserAccount;
import java.time.Instant;

/**
 * A login in a browser that counts now.
 *
 * @param id its name in the audit trail; not secret
 * @param account the user
 * @param startedAt when the user proved who they are; {@link IdTokens#UNKNOWN_TIME}: nobody says
 * @param cookie the secret that names it; put into the cookie and nowhere else
 * @param expiresAt at this instant it has ended
 */
public record BrowserLogin(
    String id, UserAccount account, Instant startedAt, OpaqueToken cookie, Instant expiresAt) {}
