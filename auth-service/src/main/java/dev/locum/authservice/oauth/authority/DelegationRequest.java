package dev.locum.authservice.oauth.authority;

import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import java.time.Duration;
import java.util.Optional;

/**
 * A trigger asks for a delegation by token exchange (TT-3).
 *
 * @param accessToken the user's, as the subject token
 * @param actions asked for; at least one
 * @param details which work, out of {@code request_details}
 */
public record DelegationRequest(RawToken accessToken, ActionSet actions, Details details) {

  /**
   * Which work.
   *
   * @param route a route of the user's tenant
   * @param idempotencyKey tells a repeat from a new request
   * @param requestDigest lower-case hex SHA-256 over what the key stands for
   * @param taskQueue absent: the route's first
   * @param lifetime absent: the route's limit
   */
  public record Details(
      String route,
      String idempotencyKey,
      String requestDigest,
      Optional<String> taskQueue,
      Optional<Duration> lifetime) {}
}
