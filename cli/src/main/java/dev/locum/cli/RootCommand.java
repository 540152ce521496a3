package dev.locum.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code locum} without a subcommand: says that one is missing. */
@Command(
    name = "locum",
    description = "Work that is done on your behalf, and nowhere else.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes, files and examples: docs/cli.md"})
final class RootCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }
}
