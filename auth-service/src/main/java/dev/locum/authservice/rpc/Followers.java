package dev.locum.authservice.rpc;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.HashMap;
import java.util.Map;

/**
 * Who follows the trail now. It bounds what followers cost, each of whom asks the store five times
 * a second, and what one of them can take from the others. Thread-safe.
 */
final class Followers {

  /** Of everybody. */
  static final int MAX = 64;

  /** Of one user or operator. */
  static final int MAX_OF_ONE = 8;

  private final Map<String, Integer> places = new HashMap<>();
  private int taken;

  /**
   * Takes a place; close it to give the place back.
   *
   * @param who the user or operator
   * @throws DenialException {@code WATCHERS_EXHAUSTED} if there is none left, for them or at all
   */
  synchronized Place take(String who) {
    int own = places.getOrDefault(who, 0);
    if (own >= MAX_OF_ONE || taken >= MAX) {
      throw new DenialException(
          DenialReason.WATCHERS_EXHAUSTED,
          own >= MAX_OF_ONE ? "followers of one: " + MAX_OF_ONE : "followers: " + MAX);
    }
    places.put(who, own + 1);
    taken++;
    return () -> giveBack(who);
  }

  private synchronized void giveBack(String who) {
    places.computeIfPresent(who, (name, own) -> own == 1 ? null : own - 1);
    taken--;
  }

  /** A follower's place. */
  @FunctionalInterface
  interface Place extends AutoCloseable {

    @Override
    void close();
  }
}
