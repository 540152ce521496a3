package dev.locum.token.proof;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The proofs that this process has seen.
 *
 * <p><b>Security guarantees</b>: a proof counts once in this process, for as long as it could be
 * accepted; when the bound is reached nothing is forgotten, but further proofs are refused as
 * undecided. <b>Not guaranteed</b>: that another process of the same service has not seen it. Where
 * several answer to one name, and a call that is repeated within the window would do harm, they
 * need a {@link ProofUses} that they share. Nothing is recorded but what has a valid token next to
 * it, so hostile proofs cannot fill it. Thread-safe.
 */
public final class RememberedProofs implements ProofUses {

  /**
   * Bounds memory, 70 to 100 MB: some 3,700 calls a second, since each proof is kept for 70 seconds
   * after it was made ({@link ProofTiming#of}: its life and twice the skew).
   */
  public static final int DEFAULT_MAX = 260_000;

  private final Clock clock;
  private final int max;
  private final Map<Use, Instant> uses = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> nextSweep;

  /** Remembers at most {@link #DEFAULT_MAX}. */
  public RememberedProofs(Clock clock) {
    this(clock, DEFAULT_MAX);
  }

  /**
   * Remembers at most so many at once.
   *
   * @throws IllegalArgumentException if that is none
   */
  public RememberedProofs(Clock clock, int max) {
    if (max < 1) {
      throw new IllegalArgumentException("proofs: " + max + " (expected: at least 1)");
    }
    this.clock = clock;
    this.max = max;
    this.nextSweep = new AtomicReference<>(Instant.MIN);
  }

  @Override
  public boolean useOnce(KeyThumbprint key, String proofId, Instant keepUntil) {
    Instant now = clock.instant();
    sweep(now);
    if (uses.size() >= max) {
      throw new IllegalStateException("proofs: " + max + " remembered (expected: fewer)");
    }
    return uses.putIfAbsent(new Use(key, proofId), keepUntil) == null;
  }

  /** Once a second at most: a full table must not be walked at every call. */
  private void sweep(Instant now) {
    Instant due = nextSweep.get();
    if (!now.isBefore(due) && nextSweep.compareAndSet(due, now.plusSeconds(1))) {
      uses.values().removeIf(keepUntil -> keepUntil.isBefore(now));
    }
  }

  private record Use(KeyThumbprint key, String proofId) {}
}
