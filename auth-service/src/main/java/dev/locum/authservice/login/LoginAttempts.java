package dev.locum.authservice.login;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;

/**
 * Bounds how fast one address can attempt to log in, and how fast passwords can be guessed, without
 * letting a guesser lock the user out. One bucket counts the attempts of an address, whatever comes
 * of them. Three count failures: user name and address, address, user name. An attempt is counted
 * as failed until it has succeeded, so that many at once gain nothing.
 *
 * <p>When a user name has failed too often from everywhere, a failure from any one address takes
 * all that is left of that pair: a guesser who commands many addresses gets one guess from each,
 * and the user, at an address of their own, still gets in. An IPv6 address counts as its /64
 * network, which one person commands whole.
 */
public final class LoginAttempts {

  private final FailureBuckets all;
  private final FailureBuckets pairs;
  private final FailureBuckets addresses;
  private final FailureBuckets users;

  /** Bounds that count nothing yet. */
  public LoginAttempts(LoginLimits limits, Clock clock) {
    this.all = new FailureBuckets(limits.attempts(), clock);
    this.pairs = new FailureBuckets(limits.pair(), clock);
    this.addresses = new FailureBuckets(limits.address(), clock);
    this.users = new FailureBuckets(limits.user(), clock);
  }

  /** An attempt under way; it counts as failed unless it is told otherwise. */
  @FunctionalInterface
  public interface Attempt {
    /** It succeeded, or nobody could decide it. */
    void doesNotCount();
  }

  /** Begins an attempt; empty: there were too many attempts or failures, it must not be tried. */
  public Optional<Attempt> begin(String user, InetAddress from) {
    String address = FailureBuckets.key(from);
    String pair = address + " " + user;
    if (!all.takeOne(address) || !addresses.takeOne(address)) {
      return Optional.empty();
    }
    boolean isCalm = users.takeOne(user);
    int ofUser = isCalm ? 1 : 0;
    int ofPair = isCalm ? (pairs.takeOne(pair) ? 1 : 0) : pairs.takeAll(pair);
    if (ofPair == 0) {
      addresses.giveBack(address, 1);
      users.giveBack(user, ofUser);
      return Optional.empty();
    }
    return Optional.of(() -> {
      addresses.giveBack(address, 1);
      users.giveBack(user, ofUser);
      pairs.giveBack(pair, ofPair);
    });
  }
}
