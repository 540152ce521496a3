package dev.locum.token.proof;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When a proof counts: from {@code skew} before its {@code iat} until {@code life} and {@code skew}
 * after it.
 *
 * @param clock the verifier's
 * @param life how long a proof counts, 1 to 300 seconds
 * @param skew how far the two clocks may be apart, 0 to 60 seconds
 */
public record ProofTiming(Clock clock, Duration life, Duration skew) {

  private static final Duration MAX_LIFE = Duration.ofSeconds(300);
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is outside
   */
  public ProofTiming {
    if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(MAX_LIFE) > 0) {
      throw new IllegalArgumentException("life: " + life + " (expected: PT1S to " + MAX_LIFE + ")");
    }
    if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("skew: " + skew + " (expected: PT0S to " + MAX_SKEW + ")");
    }
  }

  /** A minute of life, 5 seconds of skew. */
  public static ProofTiming of(Clock clock) {
    return new ProofTiming(clock, Duration.ofSeconds(60), Duration.ofSeconds(5));
  }

  boolean counts(Instant issuedAt, Instant now) {
    return !now.isBefore(issuedAt.minus(skew)) && !now.isAfter(lastMoment(issuedAt));
  }

  /** The last moment at which the proof counts, by this clock. */
  Instant lastMoment(Instant issuedAt) {
    return issuedAt.plus(life).plus(skew);
  }

  /** Until when its use is kept: another replica's clock may be behind this one. */
  Instant keptUntil(Instant issuedAt) {
    return lastMoment(issuedAt).plus(skew);
  }
}
