package dev.locum.authservice.store;

import java.util.Collection;
import java.util.List;

/** Short lists of names in one column, one name a line; a name holds no control character. */
public final class Lists {

  private Lists() {}

  /**
   * One text for the names.
   *
   * @throws IllegalArgumentException if a name is empty or holds a line feed
   */
  public static String join(Collection<String> names) {
    for (String name : names) {
      if (name.isEmpty() || name.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("name: empty or with a line feed (expected: one line)");
      }
    }
    return String.join("\n", names);
  }

  /** The names again, in their order. */
  public static List<String> split(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }
}
