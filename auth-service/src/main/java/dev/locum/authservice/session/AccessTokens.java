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
   * <p>A token that is bound counts for its proven holder alone. It writes no audit event but for a
   * provider's token that is shown for the first time: the caller knows what the token was shown
   * for and records that.
   *
   * @return the proof, or a rejection whose public reason is {@code TOKEN_REJECTED} or, if a
   *     provider's token means nobody here, {@code LOGIN_REJECTED}; {@code AUTHORITY_UNAVAILABLE}
   *     if store or keys cannot be asked (may be tried again); {@code PROOF_NEEDED}, {@code
   *     PROOF_REJECTED} or {@code PROOF_NONCE_NEEDED} if it is bound and its holder is not proven
   */
  Verification<ActiveAccess> introspect(ShownAccess shown);

  /** The same for a token that comes with nothing besides. */
  default Verification<ActiveAccess> introspect(RawToken token) {
    return introspect(ShownAccess.borne(token));
  }

  /**
   * The same, whoever holds it: for whoever asks what a token is worth and has to see the proof
   * themselves (RFC 9449 §6.2).
   */
  Verification<ActiveAccess> ofAnyHolder(RawToken token);
}
