package dev.locum.cli.delegation;

import dev.locum.cli.context.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code locum delegation}. */
@Command(name = "delegation", description = "See and take back what you have allowed.")
public final class DelegationCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private DelegationCommand() {}

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new DelegationCommand())
        .addSubcommand(new ListDelegationsCommand(context))
        .addSubcommand(new ShowDelegationCommand(context))
        .addSubcommand(new RevokeDelegationCommand(context));
  }

  @Override
  public void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }
}
