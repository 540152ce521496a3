package dev.locum.grpcauthz.caller;

import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * Asks the authority whether a token still counts (RFC 7662), so that a revocation is seen at once.
 * Thread-safe.
 */
@FunctionalInterface
public interface TokenIntrospection {

  /**
   * What the token still permits.
   *
   * @param token a delegation or downstream token whose signature was verified already
   * @return the actions that the authority still honours; the caller never gets more than the token
   *     says
   * @throws DenialException {@link DenialReason#TOKEN_REVOKED} if it is not active, {@link
   *     DenialReason#AUTHORITY_UNAVAILABLE} if that cannot be found out
   */
  ActionSet introspect(RawToken token, String correlationId);
}
