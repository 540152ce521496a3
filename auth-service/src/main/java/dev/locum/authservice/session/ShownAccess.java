package dev.locum.authservice.session;

import dev.locum.authservice.possession.AccessHolder;
import dev.locum.token.RawToken;

/**
 * A user's access token as it is shown, and by whom.
 *
 * @param token the token
 * @param holder what is known of whoever shows it; a token that is bound counts for its holder
 *     alone
 */
public record ShownAccess(RawToken token, AccessHolder holder) {

  /** Shown with nothing besides: a bound one does not count. */
  public static ShownAccess borne(RawToken token) {
    return new ShownAccess(token, AccessHolder.nobody());
  }
}
