package dev.locum.token;

/**
 * One thing that a delegation may permit, such as {@code fleet.reserve}. Actions are exact names:
 * there are no wildcards and no hierarchy, so a name that nobody knows permits nothing.
 *
 * @param name lower-case labels joined by dots, at most 100 characters
 */
public record Action(String name) implements Comparable<Action> {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code name} has not the form above
   */
  public Action {
    Names.require("action", name, Names.ACTION, 100);
  }

  @Override
  public int compareTo(Action other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
