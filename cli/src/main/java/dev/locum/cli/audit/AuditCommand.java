package dev.locum.cli.audit;

import dev.locum.cli.context.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code locum audit}. */
@Command(
    name = "audit",
    description =
        "Read what was decided, and why: as the user who is logged in, or else as the administrator"
            + " that the profile names.")
public final class AuditCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private AuditCommand() {}

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new AuditCommand())
        .addSubcommand(new TailAuditCommand(context))
        .addSubcommand(new SearchAuditCommand(context))
        .addSubcommand(new ShowAuditCommand(context));
  }

  @Override
  public void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }
}
