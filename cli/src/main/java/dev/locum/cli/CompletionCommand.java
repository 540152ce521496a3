package dev.locum.cli;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints the completion script of the whole command. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh: source <(locum completion)")
final class CompletionCommand implements Callable<Integer> {

  private final CliContext context;
  private final LocumCommand locum;

  CompletionCommand(CliContext context, LocumCommand locum) {
    this.context = context;
    this.locum = locum;
  }

  @Override
  public Integer call() {
    PrintWriter out = context.terminal().streams().out();
    out.print(AutoComplete.bash("locum", locum.model(context)));
    out.flush();
    return ExitCode.OK.code();
  }
}
