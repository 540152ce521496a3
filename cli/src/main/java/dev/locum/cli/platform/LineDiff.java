package dev.locum.cli.platform;

import java.util.ArrayList;
import java.util.List;

/** The lines of two texts, side by side: what went, what came, what stayed. */
final class LineDiff {

  private LineDiff() {}

  /** What became of a line. */
  enum Fate {
    STAYED(' '),
    WENT('-'),
    CAME('+');

    private final char sign;

    Fate(char sign) {
      this.sign = sign;
    }
  }

  /**
   * A line.
   *
   * @param fate what became of it
   * @param text without the end of line
   */
  record Line(Fate fate, String text) {

    String shown() {
      return fate.sign + " " + text;
    }
  }

  /** The lines of both, in order, with as many as possible that stayed. */
  static List<Line> between(List<String> before, List<String> after) {
    int[][] common = common(before, after);
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(Fate.STAYED, before.get(i)));
        i++;
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line(Fate.WENT, before.get(i)));
        i++;
      } else {
        lines.add(new Line(Fate.CAME, after.get(j)));
        j++;
      }
    }
    return lines;
  }

  /** How many lines the rests have in common. */
  private static int[][] common(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
