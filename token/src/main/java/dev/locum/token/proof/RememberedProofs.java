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
 * accepted; when a key's share is used up nothing is forgotten, but further proofs of it are
 * refused as undecided. Of three quarters of the room a key may use as much as is free there, and
 * no more: one that is alone gets half of them, the next half of the rest. The last quarter is for
 * keys with few proofs, a thousandth of it each. So whoever fills it with a key refuses themselves
 * and nobody else. Nothing is recorded but what has a valid token next to it, so that each further
 * key costs a further token, for which the authority was asked.
 *
 * <p><b>Not guaranteed</b>: that another process of the same service has not seen a proof. Where
 * several answer to one name, and a call that is repeated within the window would do harm, they
 * need a {@link ProofUses} that they share. Nor that there is room left when somebody gets tokens
 * for a thousand keys within the window; and some ten keys leave others no more than their
 * thousandth, about one call a second. The bound may be passed by as many as there are calls at one
 * moment. Thread-safe.
 */
public final class RememberedProofs implements ProofUses {

  /**
   * Bounds memory, 70 to 100 MB. Each proof is kept for 70 seconds after it was made ({@link
   * ProofTiming#of}: its life and twice the skew): a key that is alone gets some 1,390 calls a
   * second, and all together 3,700 at most.
   */
  public static final int DEFAULT_MAX = 260_000;

  /** The part of it that is for keys with few proofs. */
  private static final int RESERVED = 4;

  /** For how many keys that part is, at least. */
  private static final int SMALL_KEYS = 1024;

  private final Clock clock;
  private final int max;
  private final Map<Use, Instant> uses = new ConcurrentHashMap<>();
  private final Map<KeyThumbprint, Integer> ofKey = new ConcurrentHashMap<>();
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
    if (!hasRoom(ofKey.getOrDefault(key, 0), uses.size())) {
      throw new IllegalStateException("proofs of one key: its share is used up");
    }
    boolean first = uses.putIfAbsent(new Use(key, proofId), keepUntil) == null;
    if (first) {
      ofKey.merge(key, 1, Integer::sum);
    }
    return first;
  }

  private boolean hasRoom(int ofThisKey, int ofAll) {
    int reserved = max / RESERVED;
    int few = Math.max(1, reserved / SMALL_KEYS);
    return ofThisKey < max - reserved - ofAll || (ofThisKey < few && ofAll < max);
  }

  /** Once a second at most: a full table must not be walked at every call. */
  private void sweep(Instant now) {
    Instant due = nextSweep.get();
    if (!now.isBefore(due) && nextSweep.compareAndSet(due, now.plusSeconds(1))) {
      uses.forEach((use, keepUntil) -> {
        if (keepUntil.isBefore(now) && uses.remove(use, keepUntil)) {
          ofKey.computeIfPresent(use.key(), (key, count) -> count == 1 ? null : count - 1);
        }
      });
    }
  }

  private record Use(KeyThumbprint key, String proofId) {}
}
