package dev.locum.cli.profile;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.terminal.Terminal;
import dev.locum.settings.CliSettings;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The profiles of a user: directories in {@code $LOCUM_HOME}, or {@code ~/.config/locum} when that
 * is not set. The one that {@code --profile} or {@code $LOCUM_PROFILE} names is used, or the only
 * one there is.
 */
public final class Profiles {

  /** Name of the file with the settings. */
  public static final String SETTINGS_FILE = "locum.yaml";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private final Path home;
  private final Optional<String> preferred;
  private final Map<String, String> environment;

  private Profiles(Path home, Optional<String> preferred, Map<String, String> environment) {
    this.home = home;
    this.preferred = preferred;
    this.environment = environment;
  }

  /** The profiles of whoever sits at the terminal. */
  public static Profiles of(Terminal terminal) {
    Path home =
        terminal
            .variable("LOCUM_HOME")
            .map(Path::of)
            .orElseGet(() -> terminal.home().resolve(".config").resolve("locum"));
    return new Profiles(home, terminal.variable("LOCUM_PROFILE"), terminal.environment());
  }

  /** The directory that holds them. */
  public Path home() {
    return home;
  }

  /** The names of the profiles, sorted. */
  public List<String> names() {
    if (!Files.isDirectory(home)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(home)) {
      return entries
          .filter(entry -> Files.isRegularFile(entry.resolve(SETTINGS_FILE)))
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, home + " cannot be read", "Check its permissions, or set LOCUM_HOME.");
    }
  }

  /**
   * The profile to use.
   *
   * @param named the one that was named; empty: by the environment, or the only one
   * @throws CliException {@code USAGE} if there is none, more than one, or its settings are not
   *     valid
   */
  public Profile choose(Optional<String> named) {
    String name = named.or(() -> preferred).orElseGet(this::only);
    if (!NAME.matcher(name).matches()) {
      throw CliException.usage("profile: not a name (expected: " + NAME + ")");
    }
    Path directory = home.resolve(name);
    Path file = directory.resolve(SETTINGS_FILE);
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.USAGE,
          "there is no profile " + name + ": " + file + " is absent",
          "`locum up` makes the profile `local`; docs/cli.md shows the file.");
    }
    return new Profile(name, directory, load(file));
  }

  private CliSettings load(Path file) {
    try {
      return new SettingsLoader(environment).load(file, CliSettings.class);
    } catch (SettingsException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private String only() {
    List<String> names = names();
    if (names.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE,
          "there is no profile in " + home,
          "`locum up` makes the profile `local`; docs/cli.md shows the file of another.");
    }
    if (names.size() > 1) {
      throw new CliException(
          ExitCode.USAGE,
          "there are several profiles: " + String.join(", ", names),
          "Choose one with --profile or LOCUM_PROFILE.");
    }
    return names.getFirst();
  }
}
