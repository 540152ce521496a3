package dev.locum.gateway.limit;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many different names somebody may use in a time: each one that Temporal has not heard of is
 * memory that it keeps for a while. Thread-safe; holds a hash of each, and no more than it allows.
 */
final class NameLimit {

  private final int most;
  private final long keptNanos;

  /** When each was used last, the longest ago first. */
  private final Map<HashCode, Long> used = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A limit.
   *
   * @param most how many at a time
   * @param kept how long after its last use a name counts
   */
  NameLimit(int most, Duration kept) {
    this.most = most;
    this.keptNanos = kept.toNanos();
  }

  /** Whether the name may be used; it counts from now on if so. */
  boolean use(String name, long now) {
    return use(Hashing.sha256().hashString(name, StandardCharsets.UTF_8), now);
  }

  private synchronized boolean use(HashCode name, long now) {
    Iterator<Long> oldest = used.values().iterator();
    while (oldest.hasNext() && now - oldest.next() > keptNanos) {
      oldest.remove();
    }
    if (used.size() >= most && !used.containsKey(name)) {
      return false;
    }
    used.put(name, now);
    return true;
  }
}
