package dev.locum.cli.token;

import dev.locum.cli.context.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code locum token}. */
@Command(name = "token", description = "Look into a token, from a file or standard input.")
public final class TokenCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private TokenCommand() {}

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new TokenCommand())
        .addSubcommand(new FetchTokenCommand(context))
        .addSubcommand(new InspectTokenCommand(context))
        .addSubcommand(new VerifyTokenCommand(context));
  }

  @Override
  public void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }
}
