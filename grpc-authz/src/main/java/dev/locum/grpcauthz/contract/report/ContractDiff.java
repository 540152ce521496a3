package dev.locum.grpcauthz.contract.report;

import dev.locum.grpcauthz.contract.MethodContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What changed from one contract to another, and whether a method lets in anybody whom it did not
 * let in before.
 *
 * <p><b>Security guarantees</b>: whatever is not provably narrower or equal counts as more exposed.
 * A method that is gone is not. A method that is new counts as exposed if it is public, or lets in
 * every authenticated caller; with requirements, or internal, it is only listed. A method that is
 * renamed is one that is gone and one that is new. From gated to internal is an exposure, as the
 * way back is: it shuts users out, and lets in services that only a trust source knows, which gated
 * methods never ask. <b>Not guaranteed</b>: anything about who is authenticated, which is a
 * server's configuration.
 *
 * @param changes one for each method that is not the same, in the order of their names
 */
public record ContractDiff(List<Change> changes) {

  /** Copies. */
  public ContractDiff {
    changes = List.copyOf(changes);
  }

  /** How a method changed. */
  public enum Kind {
    ADDED(false),
    /** New, and open to everybody or to every authenticated caller. */
    ADDED_OPEN(true),
    REMOVED(false),
    /** Lets in fewer callers, or the same by other words. */
    NARROWED(false),
    /** Lets in somebody whom it did not let in before. */
    EXPOSED(true);

    private final boolean isExposure;

    Kind(boolean isExposure) {
      this.isExposure = isExposure;
    }

    public boolean isExposure() {
      return isExposure;
    }
  }

  /**
   * A change of one method.
   *
   * @param method its full name
   * @param kind how it changed
   * @param before what it was; empty: new
   * @param after what it is; empty: gone
   */
  public record Change(
      String method, Kind kind, Optional<MethodContract> before, Optional<MethodContract> after) {}

  /** Compares. */
  public static ContractDiff between(
      Collection<MethodContract> before, Collection<MethodContract> after) {
    Map<String, MethodContract> old = byName(before);
    Map<String, MethodContract> now = byName(after);
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    List<Change> changes = new ArrayList<>();
    for (String name : names) {
      change(name, Optional.ofNullable(old.get(name)), Optional.ofNullable(now.get(name)))
          .ifPresent(changes::add);
    }
    return new ContractDiff(changes);
  }

  /** The changes that let more in. */
  public List<Change> exposures() {
    return changes.stream().filter(change -> change.kind().isExposure()).toList();
  }

  private static Map<String, MethodContract> byName(Collection<MethodContract> contracts) {
    return contracts.stream()
        .collect(
            Collectors.toMap(
                MethodContract::method, Function.identity(), (first, same) -> same, TreeMap::new));
  }

  private static Optional<Change> change(
      String name, Optional<MethodContract> before, Optional<MethodContract> after) {
    if (before.isEmpty()) {
      return after.map(added ->
          new Change(
              name, Exposure.of(added).isOpen() ? Kind.ADDED_OPEN : Kind.ADDED, before, after));
    }
    if (after.isEmpty()) {
      return Optional.of(new Change(name, Kind.REMOVED, before, after));
    }
    if (ContractText.line(before.get()).equals(ContractText.line(after.get()))) {
      return Optional.empty();
    }
    boolean within = Exposure.of(after.get()).isWithin(Exposure.of(before.get()));
    return Optional.of(new Change(name, within ? Kind.NARROWED : Kind.EXPOSED, before, after));
  }
}
