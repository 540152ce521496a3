package dev.locum.authservice.session;

import java.time.Duration;

/**
 * How long things of a session live.
 *
 * @param accessToken 1 second to 10 minutes; default 10 minutes
 * @param session from login to the end of all its tokens, 1 minute to 30 days; default 12 hours
 */
public record SessionLives(Duration accessToken, Duration session) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is outside
   */
  public SessionLives {
    require("access token life", accessToken, Duration.ofSeconds(1), Duration.ofMinutes(10));
    require("session life", session, Duration.ofMinutes(1), Duration.ofDays(30));
  }

  /** The defaults. */
  public static SessionLives defaults() {
    return new SessionLives(Duration.ofMinutes(10), Duration.ofHours(12));
  }

  private static void require(String what, Duration life, Duration least, Duration most) {
    if (life.compareTo(least) < 0 || life.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + ": " + life + " (expected: " + least + " to " + most + ")");
    }
  }
}
