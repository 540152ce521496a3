package dev.locum.authservice.login;

import java.time.Duration;

/**
 * How many attempts and failures are borne before logins are refused untried.
 *
 * @param attempts of one address, whatever comes of them: each is work and a row of the trail
 * @param pair failures of one user name from one address
 * @param address failures of all users from one address
 * @param user failures of one user name from everywhere; beyond them each address has one try left,
 *     not none, so that nobody can be locked out from outside
 */
public record LoginLimits(Allowance attempts, Allowance pair, Allowance address, Allowance user) {

  /**
   * A bucket of attempts or failures.
   *
   * @param failures how many are borne at once, 1 to 10,000
   * @param refill after how long one more is borne, at least 1 millisecond
   */
  public record Allowance(int failures, Duration refill) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is outside
     */
    public Allowance {
      if (failures < 1 || failures > 10_000 || refill.toMillis() < 1) {
        throw new IllegalArgumentException(
            "allowance: out of range (expected: 1 to 10000 failures, at least 1 ms)");
      }
    }
  }

  /**
   * 300 attempts of an address (one more each 200 ms); failures: 5 a pair (30 s), 30 an address (5
   * s), 20 a user (10 s).
   */
  public static LoginLimits defaults() {
    return new LoginLimits(
        new Allowance(300, Duration.ofMillis(200)),
        new Allowance(5, Duration.ofSeconds(30)),
        new Allowance(30, Duration.ofSeconds(5)),
        new Allowance(20, Duration.ofSeconds(10)));
  }
}
