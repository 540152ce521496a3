package dev.locum.authservice.login;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the trail is told of attempts that were refused untried: of each address the first at once,
 * and those of the minute after it as one number, so that nobody fills the trail by what is not
 * even tried. In memory: a replica counts for itself, and what a process has not told when it ends
 * is lost. Thread-safe.
 */
public final class LimitedAttempts {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Bounds memory; beyond it addresses count together. */
  private static final int MAX_KEYS = 10_000;

  private static final String OTHERS = "many addresses";

  private final Clock clock;
  private final Map<String, Window> windows = new HashMap<>();

  private record Window(String from, Instant since, long untold) {}

  public LimitedAttempts(Clock clock) {
    this.clock = clock;
  }

  /**
   * Counts one.
   *
   * @return the detail of the row that is due; empty: none, it will be told with others
   */
  public synchronized Optional<String> count(InetAddress address) {
    String own = FailureBuckets.key(address);
    boolean isOwn = windows.size() < MAX_KEYS || windows.containsKey(own);
    String key = isOwn ? own : OTHERS;
    Window window = windows.get(key);
    if (window != null && clock.instant().isBefore(window.since().plus(WINDOW))) {
      windows.put(key, new Window(window.from(), window.since(), window.untold() + 1));
      return Optional.empty();
    }
    String from = isOwn ? address.getHostAddress() : OTHERS;
    windows.put(key, new Window(from, clock.instant(), 0));
    long before = window == null ? 0 : window.untold();
    return Optional.of(why(from) + (before == 0 ? "" : ", and " + before + " more before"));
  }

  /** The details of the rows that are due for minutes that are over; each is answered once. */
  public synchronized List<String> due() {
    List<String> details = new ArrayList<>();
    Iterator<Window> each = windows.values().iterator();
    while (each.hasNext()) {
      Window window = each.next();
      if (!clock.instant().isBefore(window.since().plus(WINDOW))) {
        each.remove();
        if (window.untold() > 0) {
          details.add(why(window.from()) + ": " + window.untold() + " more");
        }
      }
    }
    return details;
  }

  private static String why(String from) {
    return "too many attempts from " + from;
  }
}
