package dev.locum.authservice.oauth.client;

import dev.locum.authservice.login.FailureBuckets;
import dev.locum.authservice.login.LoginLimits.Allowance;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Bounds how fast one address can try credentials, codes and tokens that nobody gave it. What does
 * not fail uses nothing up; failures of one client at one address do not count against others, so
 * that a replica with an old key stops itself and not its neighbours. Nobody is refused for what
 * happens at other addresses: a client cannot be locked out from outside. Thread-safe.
 *
 * <p>An attempt counts as failed until it has not, so that many at once gain nothing.
 */
public final class GuessLimit {

  /** Failures of one client name from one address. */
  private static final Allowance PAIR = new Allowance(30, Duration.ofSeconds(1));

  /** Failures from one address under whatever names. */
  private static final Allowance ADDRESS = new Allowance(300, Duration.ofMillis(200));

  /** What looks like a guess. */
  private static final Set<ErrorCode> GUESSES =
      EnumSet.of(ErrorCode.INVALID_CLIENT, ErrorCode.INVALID_GRANT);

  /** Longer names are no client's; they count together. */
  private static final int MAX_NAME = 128;

  private final FailureBuckets pairs;
  private final FailureBuckets addresses;

  public GuessLimit(Clock clock) {
    this.pairs = new FailureBuckets(PAIR, clock);
    this.addresses = new FailureBuckets(ADDRESS, clock);
  }

  /**
   * Makes the attempt, if there were not too many failures.
   *
   * @param claimed the client that it claims to be from; any text
   * @throws OAuthRefusal {@code too_many_requests} if there were
   */
  <T> T guard(InetAddress from, String claimed, Supplier<T> attempt) {
    String address = FailureBuckets.key(from);
    String pair = address + " " + (claimed.length() > MAX_NAME ? "" : claimed);
    if (!pairs.takeOne(pair)) {
      throw new OAuthRefusal(ErrorCode.TOO_MANY_REQUESTS);
    }
    if (!addresses.takeOne(address)) {
      pairs.giveBack(pair, 1);
      throw new OAuthRefusal(ErrorCode.TOO_MANY_REQUESTS);
    }
    boolean isGuess = false;
    try {
      return attempt.get();
    } catch (OAuthRefusal refusal) {
      isGuess = GUESSES.contains(refusal.code());
      throw refusal;
    } finally {
      if (!isGuess) {
        pairs.giveBack(pair, 1);
        addresses.giveBack(address, 1);
      }
    }
  }
}
