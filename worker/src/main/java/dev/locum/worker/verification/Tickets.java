package dev.locum.worker.verification;

import dev.locum.token.DelegationClaims;
import dev.locum.token.DelegationId;
import dev.locum.token.denial.DenialException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that count now. A workflow keeps the token of its start for days; here it is renewed with
 * the worker's own credential, once per delegation and worker however many activities ask.
 * Thread-safe.
 */
public final class Tickets {

  /** A token must outlive the call that it goes out with. */
  static final Duration MARGIN = Duration.ofSeconds(10);

  /** Bounds memory; an entry is worthless once its token has expired. */
  private static final int MAX_ENTRIES = 10_000;

  private final DelegationAuthority authority;
  private final Clock clock;
  private final ConcurrentMap<Key, Slot> slots = new ConcurrentHashMap<>();

  public Tickets(DelegationAuthority authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * The given token while it counts, else a renewed one.
   *
   * @throws DenialException if the given token has expired and the auth service does not renew it
   */
  public Ticket current(CheckedToken checked, DelegationPresented presented) {
    Ticket given = new Ticket(presented.token(), checked.token().life().expiresAt());
    if (isFresh(given)) {
      return given;
    }
    if (slots.size() >= MAX_ENTRIES) {
      slots.values().removeIf(slot -> !slot.isFresh());
    }
    try {
      return slots.computeIfAbsent(Key.of(checked.claims()), key -> new Slot()).current(presented);
    } catch (DenialException e) {
      if (clock.instant().isBefore(given.expiresAt())) {
        return given;
      }
      throw e;
    }
  }

  private boolean isFresh(Ticket ticket) {
    return clock.instant().plus(MARGIN).isBefore(ticket.expiresAt());
  }

  /** A child's part of a delegation is another ticket than the whole of it. */
  private record Key(DelegationId delegation, String workflowId) {

    static Key of(DelegationClaims claims) {
      return new Key(claims.delegation(), claims.scope().workflowId());
    }
  }

  /** The renewed token of one delegation. */
  private final class Slot {

    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Ticket ticket;

    boolean isFresh() {
      Ticket known = ticket;
      return known != null && Tickets.this.isFresh(known);
    }

    Ticket current(DelegationPresented presented) {
      renewing.lock();
      try {
        Ticket known = ticket;
        if (known != null && Tickets.this.isFresh(known)) {
          return known;
        }
        Ticket renewed = authority.renew(presented.token(), presented.work());
        if (!clock.instant().isBefore(renewed.expiresAt())) {
          throw new IllegalStateException("renewed token: expired at " + renewed.expiresAt());
        }
        ticket = renewed;
        return renewed;
      } finally {
        renewing.unlock();
      }
    }
  }
}
