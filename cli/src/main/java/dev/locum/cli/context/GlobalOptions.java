package dev.locum.cli.context;

import dev.locum.cli.output.ColourMode;
import dev.locum.cli.output.OutputFormat;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
public final class GlobalOptions {

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description =
          "The installation to use. Default: $LOCUM_PROFILE, or the only profile there is.")
  private @Nullable String profile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      defaultValue = "auto",
      description = "auto, always or never. Default: ${DEFAULT-VALUE}: on a terminal.")
  private ColourMode colour = ColourMode.AUTO;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      scope = ScopeType.INHERIT,
      defaultValue = "10s",
      description = "How long one call to a server may take. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ofSeconds(10);

  Optional<String> profile() {
    return Optional.ofNullable(profile);
  }

  OutputFormat output() {
    return output;
  }

  ColourMode colour() {
    return colour;
  }

  Duration timeout() {
    return timeout;
  }
}
