package dev.locum.settings.value;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong between the settings of one record, so that all of it is told at once. */
public final class Rules {

  private final List<RuleViolation> violations = new ArrayList<>();

  private Rules() {}

  public static Rules check() {
    return new Rules();
  }

  /**
   * Demands a condition.
   *
   * @param key the setting that is wrong when it does not hold, relative to the record; may be
   *     empty
   * @param message what is wrong and what is expected
   */
  public Rules require(String key, boolean holds, String message) {
    if (!holds) {
      violations.add(new RuleViolation(key, message));
    }
    return this;
  }

  /**
   * Ends the check.
   *
   * @throws RuleViolationException if something did not hold
   */
  public void orThrow() {
    if (!violations.isEmpty()) {
      throw new RuleViolationException(violations);
    }
  }

  /**
   * One demand that does not hold.
   *
   * @param key the setting, relative to its record; may be empty
   * @param message what is wrong and what is expected
   */
  public record RuleViolation(String key, String message) {}
}
