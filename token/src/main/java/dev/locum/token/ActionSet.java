package dev.locum.token;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of actions: the {@code scope} of a delegation or downstream token (RFC 6749 §3.3).
 * Immutable and sorted. It can only be narrowed: no method answers a set with an action that this
 * one lacks.
 */
public final class ActionSet implements Iterable<Action> {

  /** Bounds the size of a token and the work of a comparison. */
  public static final int MAX_ACTIONS = 64;

  private static final ActionSet EMPTY = new ActionSet(new TreeSet<>());

  private final SortedSet<Action> actions;

  /** Made once, when it is asked for: a service asks about the same set at every call. */
  private volatile @Nullable Set<String> names;

  private ActionSet(SortedSet<Action> actions) {
    this.actions = Collections.unmodifiableSortedSet(actions);
  }

  /** The set that permits nothing. */
  public static ActionSet empty() {
    return EMPTY;
  }

  /**
   * The set of these actions; a repeated one counts once.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_ACTIONS}
   */
  public static ActionSet of(Collection<Action> actions) {
    TreeSet<Action> sorted = new TreeSet<>(actions);
    if (sorted.size() > MAX_ACTIONS) {
      throw new IllegalArgumentException(
          "actions: " + sorted.size() + " (expected: at most " + MAX_ACTIONS + ")");
    }
    return new ActionSet(sorted);
  }

  /** The set of the actions with these names. */
  public static ActionSet ofNames(Collection<String> names) {
    return of(names.stream().map(Action::new).toList());
  }

  /** The set of the actions with these names. */
  public static ActionSet ofNames(String... names) {
    return ofNames(Arrays.asList(names));
  }

  /**
   * Parses a {@code scope} value: names separated by single spaces; the empty text is the empty
   * set.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static ActionSet parse(String scope) {
    return scope.isEmpty() ? EMPTY : ofNames(Arrays.asList(scope.split(" ", -1)));
  }

  /** The {@code scope} value; {@code parse(toScope())} equals this set. */
  public String toScope() {
    return actions.stream().map(Action::name).collect(Collectors.joining(" "));
  }

  public boolean isEmpty() {
    return actions.isEmpty();
  }

  public int size() {
    return actions.size();
  }

  public boolean contains(Action action) {
    return actions.contains(action);
  }

  /** Whether every action of the other set is in this one. */
  public boolean containsAll(ActionSet other) {
    return actions.containsAll(other.actions);
  }

  /** The actions that are in both. */
  public ActionSet intersect(ActionSet other) {
    TreeSet<Action> both = new TreeSet<>(actions);
    both.retainAll(other.actions);
    return new ActionSet(both);
  }

  /** The actions of this set that the other lacks. */
  public ActionSet without(ActionSet other) {
    TreeSet<Action> rest = new TreeSet<>(actions);
    rest.removeAll(other.actions);
    return new ActionSet(rest);
  }

  public SortedSet<Action> toSet() {
    return actions;
  }

  /** The names of the actions; immutable. */
  public Set<String> names() {
    Set<String> known = names;
    if (known == null) {
      known = actions.stream().map(Action::name).collect(Collectors.toUnmodifiableSet());
      names = known;
    }
    return known;
  }

  @Override
  public Iterator<Action> iterator() {
    return actions.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActionSet set && actions.equals(set.actions);
  }

  @Override
  public int hashCode() {
    return actions.hashCode();
  }

  @Override
  public String toString() {
    return toScope();
  }
}
