package dev.locum.cli.platform;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant. */
final class Suggestion {

  private Suggestion() {}

  /** {@code ; did you mean workflowType?}, or what there is when nothing is near. */
  static String of(String given, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(given, name)))
        .filter(name -> distance(given, name) <= Math.max(2, given.length() / 3))
        .map(name -> " (did you mean " + name + "?)")
        .orElse(" (expected: " + String.join(", ", known) + ")");
  }

  /** How many letters must be added, taken away or exchanged, whatever their case. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = isSame(left.charAt(i - 1), right.charAt(j - 1)) ? diagonal : diagonal + 1;
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[right.length()];
  }

  private static boolean isSame(char left, char right) {
    return Character.toLowerCase(left) == Character.toLowerCase(right);
  }
}
