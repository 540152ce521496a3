package dev.locum.authservice.session;

import dev.locum.token.RawToken;
import dev.locum.token.Verification;

/** What access tokens are worth. Safe for use by many threads. */
public interface AccessTokens {

  /**
   * Verifies an access token for the trigger's audience and asks the store whether it still counts:
   * token not revoked, session not ended, user and tenant enabled. Takes effect at once: the answer
   * is never cached.
   *
   * <p>It writes no audit event: the caller knows what the token was shown for and records that.
   *
   * @return the proof, or a rejection whose public reason is {@code TOKEN_REJECTED}; {@code
   *     AUTHORITY_UNAVAILABLE} if the store cannot be asked (may be tried again)
   */
  Verification<ActiveAccess> introspect(RawToken token);
}
