package dev.locum.worker.downstream;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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

  /** In the place of a downstream, whose name they cannot be: tickets for any of them. */
  private static final String TO_KEY = "";

  private static final String TO_CERTIFICATE = "#certificate";

  private final DelegationAuthority authority;
  private final Clock clock;
  private final ConcurrentMap<Key, Slot> slots = new ConcurrentHashMap<>();

  /** Downstreams whose tokens the auth service issues bound and not otherwise. */
  private final Set<String> asking = ConcurrentHashMap.newKeySet();

  Exchanges(DelegationAuthority authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * A token for one action at one downstream.
   *
   * @param delegation a delegation token that counts now
   */
  Ticket token(Acting acting, RawToken delegation, Downstream downstream, Action action) {
    if (acting.verdict().compensations().contains(action)) {
      return exchange(acting, delegation, downstream, action);
    }
    return slot(acting, downstream.name(), Optional.of(action))
        .ticket(() -> exchange(acting, delegation, downstream, action));
  }

  /**
   * The delegation token, bound to the key of this process: for downstreams that take it forwarded.
   */
  Ticket boundTicket(Acting acting) {
    return slot(acting, TO_KEY, Optional.empty())
        .ticket(() -> authority.renewBound(acting.presented().token(), acting.work()));
  }

  /** The same, bound to the client certificate of this process. */
  Ticket certifiedTicket(Acting acting) {
    return slot(acting, TO_CERTIFICATE, Optional.empty())
        .ticket(() -> authority.renewForCertificate(acting.presented().token(), acting.work()));
  }

  private Slot slot(Acting acting, String downstream, Optional<Action> action) {
    if (slots.size() >= MAX_ENTRIES) {
      slots.values().removeIf(slot -> !slot.isFresh());
    }
    Key key =
        new Key(acting.delegation().value(), acting.work().execution().runId(), downstream, action);
    return slots.computeIfAbsent(key, k -> new Slot());
  }

  /** Bound where the downstream is known to ask for it; the auth service says so otherwise. */
  private Ticket exchange(
      Acting acting, RawToken delegation, Downstream downstream, Action action) {
    boolean proving = downstream.isSenderConstrained() || asking.contains(downstream.name());
    DelegationAuthority.Exchange wanted =
        new DelegationAuthority.Exchange(downstream.name(), ActionSet.of(List.of(action)), proving);
    try {
      return asBound(downstream, authority.exchange(delegation, acting.work(), wanted));
    } catch (DenialException e) {
      if (proving || e.reason() != DenialReason.PROOF_NEEDED) {
        throw e;
      }
      asking.add(downstream.name());
      return exchange(acting, delegation, downstream, action);
    }
  }

  /** An auth service that does not know proofs answers with a token for whoever bears it. */
  private static Ticket asBound(Downstream downstream, Ticket ticket) {
    if (downstream.isSenderConstrained() && !ticket.boundToKey()) {
      throw new DenialException(
          DenialReason.AUTHORITY_UNAVAILABLE, "the auth service did not bind the token to our key");
    }
    return ticket;
  }

  private record Key(String delegation, String runId, String downstream, Optional<Action> action) {}

  /** The token of one key. */
  private final class Slot {

    private final ReentrantLock exchanging = new ReentrantLock();
    private volatile @Nullable Ticket ticket;

    boolean isFresh() {
      Ticket known = ticket;
      return known != null && clock.instant().plus(MARGIN).isBefore(known.expiresAt());
    }

    Ticket ticket(Supplier<Ticket> fresh) {
      exchanging.lock();
      try {
        Ticket known = ticket;
        if (known == null || !isFresh()) {
          known = fresh.get();
          ticket = known;
        }
        return known;
      } finally {
        exchanging.unlock();
      }
    }
  }
}
