package dev.locum.architecture;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What changed between two versions of an API and breaks its users. */
final class ApiChanges {

  private ApiChanges() {}

  /**
   * Promises that are gone, and demands on implementers that are new. A new type may demand what it
   * likes.
   */
  static List<String> breaking(Collection<String> before, Collection<String> after) {
    Set<String> kept = new HashSet<>(after);
    Set<String> known = new HashSet<>(before);
    Stream<String> broken =
        before.stream()
            .filter(line -> !isDemand(line))
            .filter(line -> !kept.contains(line))
            .map(line -> "gone: " + line);
    Stream<String> demanded =
        after.stream()
            .filter(ApiChanges::isDemand)
            .filter(line -> !known.contains(line))
            .filter(line -> before.stream().anyMatch(old -> isAbout(old, line)))
            .map(line -> "new demand: " + line);
    return Stream.concat(broken, demanded).toList();
  }

  private static boolean isDemand(String line) {
    return line.contains(ApiSignatures.DEMAND);
  }

  private static boolean isAbout(String line, String other) {
    return line.startsWith(other.substring(0, other.indexOf(' ') + 1));
  }
}
