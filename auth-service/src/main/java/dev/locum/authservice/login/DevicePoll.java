package dev.locum.authservice.login;

import dev.locum.authservice.session.SessionTokens;
import dev.locum.authservice.session.StoredSessions;
import java.time.Instant;
import java.util.Optional;

/** What a device is told when it polls (RFC 8628 §3.5). */
public sealed interface DevicePoll {

  /**
   * The user allowed it; these are its tokens, once.
   *
   * @param session the session that has begun, and its tokens
   * @param authenticatedAt when the user typed their password; absent only in grants of an earlier
   *     version
   */
  record Granted(StoredSessions.Prepared session, Optional<Instant> authenticatedAt)
      implements DevicePoll {

    /** The tokens. */
    public SessionTokens tokens() {
      return session.tokens();
    }
  }

  /** No tokens. */
  record Refused(Reason reason) implements DevicePoll {}

  /** Why there are no tokens. */
  enum Reason {
    /** The tokens cannot be for the place that is named; the code is still good. */
    WRONG_TARGET,
    /** The user has not decided; poll again after the interval. */
    PENDING,
    /** It polled too soon; the interval is 5 seconds longer from now on. */
    TOO_FAST,
    /** The user refused. */
    DENIED,
    /** Nobody decided in time. */
    EXPIRED,
    /** No such code, another client's, redeemed already, or its user may not act any more. */
    UNKNOWN
  }

  static DevicePoll refused(Reason reason) {
    return new Refused(reason);
  }
}
