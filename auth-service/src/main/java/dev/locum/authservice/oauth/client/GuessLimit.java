package dev.locum.authservice.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.locum.authservice.login.FailureBuckets;
import dev.locum.authservice.login.LoginLimits.Allowance;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.store.Moment;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how fast one address can try credentials, codes and tokens that nobody gave it. Only
 * failures count: what succeeds, or is still under way, uses nothing up, so that a client may ask
 * as often at once as it likes. Failures of one client at one address do not count against others,
 * so that a replica with an old key stops itself and not its neighbours. Thread-safe.
 *
 * <p>A client cannot be locked out from outside: nobody is refused for what happens at other
 * addresses, and who has proven itself at an address within the hour is heard there, whoever else
 * guesses behind the same balancer. What it fails counts all the same. Who guesses in its name
 * there is heard too; against that stands the length of keys and secrets, which we make.
 *
 * <p>Attempts that are made at once are all heard, even if they all fail: they are bounded by how
 * many requests are served at once, and all of them count.
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

  /** How long a proof is good for being heard. */
  private static final Duration KNOWN_FOR = Duration.ofHours(1);

  /** Bounds memory; only who has a credential of ours gets in. */
  private static final int MAX_KNOWN = 100_000;

  private final Cache<String, Boolean> known;
  private final FailureBuckets pairs;
  private final FailureBuckets addresses;

  public GuessLimit(Clock clock) {
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MAX_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
    this.pairs = new FailureBuckets(PAIR, clock);
    this.addresses = new FailureBuckets(ADDRESS, clock);
  }

  /**
   * Makes the attempt, if there were not too many failures, or the client is known.
   *
   * @param claimed the client that it claims to be from; any text
   * @throws OAuthRefusal {@code too_many_requests} if there were
   */
  <T> T guard(InetAddress from, String claimed, Supplier<T> attempt) {
    String address = FailureBuckets.key(from);
    String pair = pair(address, claimed);
    boolean isSpent = pairs.isEmpty(pair) || addresses.isEmpty(address);
    if (isSpent && known.getIfPresent(pair) == null) {
      throw new OAuthRefusal(ErrorCode.TOO_MANY_REQUESTS);
    }
    try {
      return attempt.get();
    } catch (OAuthRefusal refusal) {
      if (GUESSES.contains(refusal.code())) {
        // A refusal that is thrown away, because the records are others by now, is no guess.
        Moment.settle();
        pairs.takeOne(pair);
        addresses.takeOne(address);
      }
      throw refusal;
    }
  }

  /**
   * A client has proven itself by a credential that it alone has; a public client never does.
   *
   * @param client what was proven, not what was claimed
   */
  void proven(InetAddress from, String client) {
    known.put(pair(FailureBuckets.key(from), client), true);
  }

  private static String pair(String address, String name) {
    return address + " " + (name.length() > MAX_NAME ? "" : name);
  }
}
