package dev.locum.policy;

import dev.locum.token.Action;

/**
 * An action that undoes another. It stays allowed when forward actions are not any more, and only
 * after the action that it undoes was recorded.
 *
 * @param action the compensation
 * @param undoes the forward action
 */
public record Compensation(Action action, Action undoes) {

  /**
   * Checks that they differ.
   *
   * @throws IllegalArgumentException if an action is said to undo itself
   */
  public Compensation {
    if (action.equals(undoes)) {
      throw new IllegalArgumentException("compensation: undoes itself (expected: another action)");
    }
  }
}
