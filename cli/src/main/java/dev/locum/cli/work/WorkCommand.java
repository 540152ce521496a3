package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code locum work}. */
@Command(name = "work", description = "Ask for work and follow it.")
public final class WorkCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private WorkCommand() {}

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new WorkCommand())
        .addSubcommand(new StartWorkCommand(context))
        .addSubcommand(new ShowWorkCommand(context))
        .addSubcommand(new WatchWorkCommand(context))
        .addSubcommand(new ListWorkCommand(context))
        .addSubcommand(new SignalWorkCommand(context))
        .addSubcommand(new QueryWorkCommand(context))
        .addSubcommand(new CancelWorkCommand(context))
        .addSubcommand(new WorkResultCommand(context));
  }

  @Override
  public void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }
}
