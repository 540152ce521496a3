package dev.locum.cli.oauth;

import dev.locum.cli.profile.StoredTokens;

/** What a poll brought (RFC 8628 §3.5). */
public sealed interface DevicePoll {

  /** The user has confirmed. */
  record Granted(StoredTokens tokens) implements DevicePoll {}

  /**
   * Not yet.
   *
   * @param isTooFast from now on the interval is 5 seconds longer
   */
  record Pending(boolean isTooFast) implements DevicePoll {}
}
