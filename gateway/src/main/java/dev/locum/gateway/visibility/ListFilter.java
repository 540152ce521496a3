package dev.locum.gateway.visibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list filter: which rows, in which order, counted by what. Immutable.
 *
 * <p><b>Security guarantees</b>: what {@link #print} writes, {@link #parse} reads as the same tree;
 * a filter that was narrowed only has rows that begin as it was told, whatever the caller wrote.
 *
 * @param where which rows; empty: all
 * @param orderBy in which order; empty: Temporal's
 * @param groupBy what a count is told apart by; empty: one number
 */
public record ListFilter(Optional<Condition> where, List<Order> orderBy, List<String> groupBy) {

  /** Copies. */
  public ListFilter {
    orderBy = List.copyOf(orderBy);
    groupBy = List.copyOf(groupBy);
  }

  /**
   * An attribute to sort by.
   *
   * @param attribute its name
   * @param isDescending whether the greatest comes first
   */
  public record Order(String attribute, boolean isDescending) {}

  /**
   * Reads a filter.
   *
   * @throws FilterException if it is not one, or has something that this grammar does not know
   */
  public static ListFilter parse(String text) {
    return new FilterParser(text).parse();
  }

  /** The same filter, for those rows alone whose attribute begins with a text. */
  public ListFilter narrowedTo(String attribute, String prefix) {
    Condition mine = new Condition.StartsWith(attribute, false, new Literal.Text(prefix));
    List<Condition> parts = new ArrayList<>();
    parts.add(mine);
    where.ifPresent(parts::add);
    return new ListFilter(
        Optional.of(parts.size() == 1 ? mine : new Condition.And(parts)), orderBy, groupBy);
  }

  /** As text that means this and nothing else. */
  public String print() {
    return FilterPrinter.print(this);
  }
}
