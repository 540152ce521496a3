package dev.locum.token;

import java.util.Optional;

/**
 * Who acts for the subject, and who acted before: the {@code act} claim (RFC 8693 §4.1). Only the
 * outermost actor may decide anything; those before it are history (TX-9).
 *
 * @param workload the acting workload
 * @param previous the actor from which it took over; empty for the first
 */
public record Actor(WorkloadId workload, Optional<Actor> previous) {

  /** Bounds nesting of a token; a chain longer than this is refused, never cut. */
  public static final int MAX_CHAIN = 8;

  /**
   * Checks the length of the chain.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_CHAIN}
   */
  public Actor {
    int length = 1;
    for (Optional<Actor> actor = previous; actor.isPresent(); actor = actor.get().previous()) {
      length++;
    }
    if (length > MAX_CHAIN) {
      throw new IllegalArgumentException(
          "actors: " + length + " (expected: at most " + MAX_CHAIN + ")");
    }
  }

  /** The first actor of a chain. */
  public static Actor of(WorkloadId workload) {
    return new Actor(workload, Optional.empty());
  }

  /** The chain in which {@code workload} acts after this one. */
  public Actor then(WorkloadId workload) {
    return new Actor(workload, Optional.of(this));
  }
}
