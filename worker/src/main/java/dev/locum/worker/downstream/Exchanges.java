package dev.locum.worker.downstream;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Downstream tokens: one exchange per run, downstream and action while the token lives; whoever
 * else wants the same waits for it. A token for a compensation is never kept. Thread-safe.
 */
final class Exchanges {

  /** A token must outlive the call that it goes out with. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Bounds memory; a token lives for a minute at most. */
  private static final int MAX_ENTRIES = 10_000;

  private final DelegationAuthority authority;
  private final Clock clock;
  private final ConcurrentMap<Key, Slot> slots = new ConcurrentHashMap<>();

  Exchanges(DelegationAuthority authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * A token for one action at one downstream.
   *
   * @param delegation a delegation token that counts now
   */
  RawToken token(Acting acting, RawToken delegation, String downstream, Action action) {
    if (acting.verdict().compensations().contains(action)) {
      return exchange(acting, delegation, downstream, action).token();
    }
    if (slots.size() >= MAX_ENTRIES) {
      slots.values().removeIf(slot -> !slot.isFresh());
    }
    Key key =
        new Key(acting.delegation().value(), acting.work().execution().runId(), downstream, action);
    return slots
        .computeIfAbsent(key, k -> new Slot())
        .token(acting, delegation, downstream, action);
  }

  private Ticket exchange(Acting acting, RawToken delegation, String downstream, Action action) {
    return authority.exchange(
        delegation,
        acting.work(),
        new DelegationAuthority.Exchange(downstream, ActionSet.of(List.of(action))));
  }

  private record Key(String delegation, String runId, String downstream, Action action) {}

  /** The token of one key. */
  private final class Slot {

    private final ReentrantLock exchanging = new ReentrantLock();
    private volatile @Nullable Ticket ticket;

    boolean isFresh() {
      Ticket known = ticket;
      return known != null && clock.instant().plus(MARGIN).isBefore(known.expiresAt());
    }

    RawToken token(Acting acting, RawToken delegation, String downstream, Action action) {
      exchanging.lock();
      try {
        Ticket known = ticket;
        if (known == null || !isFresh()) {
          known = exchange(acting, delegation, downstream, action);
          ticket = known;
        }
        return known.token();
      } finally {
        exchanging.unlock();
      }
    }
  }
}
