package dev.locum.authservice.route;

import dev.locum.authservice.store.Lists;
import dev.locum.policy.Compensation;
import dev.locum.token.Action;
import java.util.List;

/** Compensations in one column, one a line: the action, a space, and what it undoes. */
public final class CompensationRows {

  private CompensationRows() {}

  /** One text for them. */
  public static String join(List<Compensation> compensations) {
    return Lists.join(
        compensations.stream().map(each -> each.action() + " " + each.undoes()).toList());
  }

  /** The compensations again. */
  public static List<Compensation> split(String text) {
    return Lists.split(text).stream()
        .map(line -> line.split(" ", -1))
        .map(parts -> new Compensation(new Action(parts[0]), new Action(parts[1])))
        .toList();
  }
}
