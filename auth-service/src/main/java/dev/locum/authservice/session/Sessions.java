package dev.locum.authservice.session;

import dev.locum.authservice.user.Requester;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;

/** Login sessions. Safe for use by many threads. */
public interface Sessions {

  /**
   * Ends the session of an access token, and with it every access and refresh token issued in it.
   * Records {@code LOGOUT} in the same transaction. Repeating it is refused, since the token counts
   * no more.
   *
   * @throws DenialException {@code TOKEN_REJECTED} if the token does not count, {@code
   *     PROOF_NEEDED} and its like if it is bound and its holder is not proven
   */
  void end(ShownAccess access, Requester by);

  /** The same for a token that comes with nothing besides. */
  default void end(RawToken accessToken, Requester by) {
    end(ShownAccess.borne(accessToken), by);
  }
}
