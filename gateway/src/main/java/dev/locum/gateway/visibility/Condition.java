package dev.locum.gateway.visibility;

import java.util.List;

/** What a row must satisfy. Immutable. */
public sealed interface Condition {

  /** All of them; at least two. */
  record And(List<Condition> parts) implements Condition {

    /** Copies. */
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** One of them; at least two. */
  record Or(List<Condition> parts) implements Condition {

    /** Copies. */
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** Not that. */
  record Not(Condition part) implements Condition {}

  /**
   * An attribute compared with a value.
   *
   * @param attribute its name
   * @param operator one of {@code = != < <= > >=}
   * @param value what it is compared with
   */
  record Comparison(String attribute, String operator, Literal value) implements Condition {}

  /**
   * An attribute that is one of some values.
   *
   * @param attribute its name
   * @param negated whether it must be none of them
   * @param values at least one
   */
  record In(String attribute, boolean negated, List<Literal> values) implements Condition {

    /** Copies. */
    public In {
      values = List.copyOf(values);
    }
  }

  /** An attribute within two bounds, which count as within; or, negated, outside of them. */
  record Between(String attribute, boolean negated, Literal low, Literal high)
      implements Condition {}

  /** An attribute that begins with a text; or, negated, does not. */
  record StartsWith(String attribute, boolean negated, Literal prefix) implements Condition {}

  /** An attribute that is not set; or, negated, is. */
  record IsNull(String attribute, boolean negated) implements Condition {}
}
