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

  private SettingsException(String message) {
    super(message);
    this.problems = List.of();
  }

  /**
   * Of a setting that is right in form, and of which what it names cannot be used.
   *
   * @param key the setting
   * @param problem what is wrong, and what is expected; no secret
   */
  public static SettingsException unusable(String key, String problem) {
    return new SettingsException(key + ": " + problem);
  }

  /** Every problem, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
