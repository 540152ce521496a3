package dev.locum.authservice.user;

import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import java.time.Instant;

/**
 * A login session that has not ended.
 *
 * @param id {@code sid}
 * @param tenant the user's tenant
 * @param user the user's login name
 * @param subject the user
 * @param client the client through which they logged in
 * @param life when it started and when it ends by itself
 */
public record OpenSession(
    SessionId id, TenantId tenant, UserName user, Subject subject, String client, Life life) {

  /**
   * From when until when.
   *
   * @param startedAt when the user logged in
   * @param expiresAt at this instant it has ended
   */
  public record Life(Instant startedAt, Instant expiresAt) {}
}
