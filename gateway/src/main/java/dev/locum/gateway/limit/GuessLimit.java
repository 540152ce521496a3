package dev.locum.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many credentials that nobody has proven yet the auth service is asked about: for each address
 * {@value #AT_ONCE} wrong ones at once and {@value #A_SECOND} a second after that, and for all
 * together {@value #ALL_AT_ONCE} and {@value #ALL_A_SECOND}.
 *
 * <p><b>Security guarantees</b>: made-up credentials cost the auth service a bounded number of
 * questions. An address that has shown nothing wrong of late is heard whatever others do, so that
 * nobody is locked out from elsewhere. Whoever shares an address with somebody who guesses may have
 * to wait until a credential that is new here is asked about.
 *
 * <p>Thread-safe; in bounded memory.
 */
public final class GuessLimit {

  static final int AT_ONCE = 20;
  static final int A_SECOND = 2;
  static final int ALL_AT_ONCE = 1_000;
  static final int ALL_A_SECOND = 200;

  /** Bounds what is asked before the first answer; many workers may start at once. */
  static final int ASKING = 256;

  /** Bounds memory. */
  private static final int ADDRESSES = 10_000;

  private final LongSupplier nanos;
  private final Guesses all;
  private final Cache<String, Guesses> byAddress =
      Caffeine.newBuilder()
          .maximumSize(ADDRESSES)
          .expireAfterAccess(Duration.ofMinutes(5))
          .executor(Runnable::run)
          .build();

  /**
   * A limit.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public GuessLimit(LongSupplier nanos) {
    this.nanos = nanos;
    this.all = new Guesses(ALL_AT_ONCE, ALL_A_SECOND, nanos.getAsLong());
  }

  /** Begins a question about a credential; if true, {@link #end} follows once. */
  public boolean begin(String address) {
    long now = nanos.getAsLong();
    Guesses own = of(address, now);
    return (own.isUntouched(now) || all.isLeft(now)) && own.begin(now);
  }

  /**
   * It was answered.
   *
   * @param wrong whether the credential counts nowhere; not if nobody could tell
   */
  public void end(String address, boolean wrong) {
    long now = nanos.getAsLong();
    of(address, now).end(wrong, now);
    if (wrong) {
      all.wrong(now);
    }
  }

  /** Whether one more that is wrong in any case is within the bounds; it is counted then. */
  public boolean takeOne(String address) {
    if (!begin(address)) {
      return false;
    }
    end(address, true);
    return true;
  }

  private Guesses of(String address, long now) {
    return byAddress.get(address, key -> new Guesses(AT_ONCE, A_SECOND, now));
  }

  /** Wrong ones that are left. */
  private static final class Guesses {

    private static final double NANOS = 1e9;

    private final int most;
    private final int perSecond;
    private double left;
    private int asking;
    private long at;

    Guesses(int most, int perSecond, long now) {
      this.most = most;
      this.perSecond = perSecond;
      this.left = most;
      this.at = now;
    }

    synchronized boolean isUntouched(long now) {
      comeBack(now);
      return left >= most;
    }

    synchronized boolean isLeft(long now) {
      comeBack(now);
      return left >= 1;
    }

    synchronized boolean begin(long now) {
      comeBack(now);
      if (left < 1 || asking >= ASKING) {
        return false;
      }
      asking++;
      return true;
    }

    synchronized void end(boolean wrong, long now) {
      asking = Math.max(0, asking - 1);
      if (wrong) {
        wrong(now);
      }
    }

    /** What was asked at the same time is paid for afterwards. */
    synchronized void wrong(long now) {
      comeBack(now);
      left--;
    }

    private void comeBack(long now) {
      if (now > at) {
        left = Math.min(most, left + (now - at) / NANOS * perSecond);
        at = now;
      }
    }
  }
}
