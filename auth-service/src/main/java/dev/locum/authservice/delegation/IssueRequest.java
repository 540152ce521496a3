package dev.locum.authservice.delegation;

import dev.locum.authservice.session.ShownAccess;
import dev.locum.policy.AccessContext;
import dev.locum.token.ActionSet;
import java.util.regex.Pattern;

/**
 * A trigger asks for a delegation.
 *
 * @param accessToken the user's
 * @param route name of a route of the user's tenant; any text
 * @param idempotencyKey 1 to 200 characters out of {@code [A-Za-z0-9._:-]}
 * @param digest lower-case hex SHA-256 of what the key stands for
 * @param actions asked for; empty: all that the user may use
 * @param context lifetime and queue
 */
public record IssueRequest(
    ShownAccess accessToken,
    String route,
    String idempotencyKey,
    String digest,
    ActionSet actions,
    AccessContext context) {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,200}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the forms.
   *
   * @throws IllegalArgumentException if key or digest has another form
   */
  public IssueRequest {
    if (!KEY.matcher(idempotencyKey).matches()) {
      throw new IllegalArgumentException("idempotency_key: another form (expected: " + KEY + ")");
    }
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("request_digest: another form (expected: hex SHA-256)");
    }
  }
}
