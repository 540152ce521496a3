package dev.locum.worker.verification;

import dev.locum.token.TokenId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The auth service's answers while they may be used again: for the same token, run, queue and
 * action. An answer about a compensation is never kept. Thread-safe.
 */
final class Verdicts {

  /** Bounds memory; entries live for seconds. */
  private static final int MAX_ENTRIES = 10_000;

  private final Clock clock;
  private final ConcurrentMap<Key, Entry> entries = new ConcurrentHashMap<>();

  Verdicts(Clock clock) {
    this.clock = clock;
  }

  Optional<Verdict> find(CheckedToken token, Work work) {
    Entry entry = entries.get(Key.of(token, work));
    return entry != null && clock.instant().isBefore(entry.until())
        ? Optional.of(entry.verdict())
        : Optional.empty();
  }

  void keep(CheckedToken token, Work work, Verdict verdict, Instant asked) {
    if (work.action().isPresent() && verdict.compensations().contains(work.action().get())) {
      return;
    }
    if (entries.size() >= MAX_ENTRIES) {
      evict();
    }
    entries.put(Key.of(token, work), new Entry(verdict, asked.plus(verdict.validFor())));
  }

  private void evict() {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    if (entries.size() >= MAX_ENTRIES) {
      entries.clear();
    }
  }

  private record Entry(Verdict verdict, Instant until) {}

  private record Key(TokenId token, String runId, String taskQueue, String action) {

    static Key of(CheckedToken token, Work work) {
      return new Key(
          token.token().life().id(),
          work.execution().runId(),
          work.execution().taskQueue(),
          work.action().map(Object::toString).orElse(""));
    }
  }
}
