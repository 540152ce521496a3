package dev.locum.trigger.work;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.authority.AccessOwner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The places of those who watch: so many at a time in all, and so many for one user, so that nobody
 * takes all of them. Holds users only while they watch. Thread-safe.
 */
public final class WatcherPlaces {

  private final Semaphore all;
  private final int perUser;
  private final Map<Watcher, Integer> taken = new ConcurrentHashMap<>();

  private record Watcher(String tenant, String subject) {}

  /** A place that is taken, until it is closed, once. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Free places.
   *
   * @param total how many there are, at least 1
   * @param perUser how many of them one user may take, at least 1
   */
  public WatcherPlaces(int total, int perUser) {
    this.all = new Semaphore(total);
    this.perUser = perUser;
  }

  /**
   * Takes a place, at once.
   *
   * @throws DenialException {@code WATCHERS_EXHAUSTED} if there is none, or none for this user
   */
  Place take(AccessOwner user) {
    Watcher watcher = new Watcher(user.tenant(), user.subject());
    taken.compute(watcher, (who, places) -> oneMore(places == null ? 0 : places));
    if (!all.tryAcquire()) {
      leave(watcher);
      throw exhausted("limits.watchers");
    }
    return () -> {
      all.release();
      leave(watcher);
    };
  }

  private int oneMore(int places) {
    if (places >= perUser) {
      throw exhausted("limits.watchersPerUser");
    }
    return places + 1;
  }

  private void leave(Watcher watcher) {
    taken.computeIfPresent(watcher, (who, places) -> places == 1 ? null : places - 1);
  }

  /** How many users watch now. */
  int users() {
    return taken.size();
  }

  private static DenialException exhausted(String limit) {
    return new DenialException(DenialReason.WATCHERS_EXHAUSTED, limit + " is reached");
  }
}
