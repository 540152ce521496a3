package dev.locum.settings;

import dev.locum.settings.tree.Problem;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file that is not used: its message has one line for each problem, none with a
 * secret.
 */
public final class SettingsException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  SettingsException(String file, List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining("\n  ", file + " is not valid:\n  ", "")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
