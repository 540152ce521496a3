package dev.locum.policy;

import java.time.Duration;

/**
 * How long what is issued for a route may live.
 *
 * @param delegation the absolute life of a delegation, 1 second to 30 days; no default
 * @param token the life of one delegation token, 10 seconds to 15 minutes
 * @param compensation how long after the delegation's end compensations stay allowed, 0 to 30 days
 */
public record RouteLimits(Duration delegation, Duration token, Duration compensation) {

  public static final Duration DEFAULT_TOKEN = Duration.ofMinutes(5);
  public static final Duration DEFAULT_COMPENSATION = Duration.ofHours(1);

  private static final Duration LONGEST = Duration.ofDays(30);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is outside
   */
  public RouteLimits {
    requireRange("delegation limit", delegation, Duration.ofSeconds(1), LONGEST);
    requireRange("token lifetime", token, Duration.ofSeconds(10), Duration.ofMinutes(15));
    requireRange("compensation limit", compensation, Duration.ZERO, LONGEST);
  }

  /** Tokens of 5 minutes, and compensations for 1 hour after the end. */
  public static RouteLimits of(Duration delegation) {
    return new RouteLimits(delegation, DEFAULT_TOKEN, DEFAULT_COMPENSATION);
  }

  private static void requireRange(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
