package dev.locum.cli.contract;

import dev.locum.cli.context.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code locum contract}. */
@Command(
    name = "contract",
    description =
        "Who may call what, from what protoc --descriptor_set_out=FILE --include_imports writes.")
public final class ContractCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private ContractCommand() {}

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new ContractCommand())
        .addSubcommand(new ReportContractCommand(context))
        .addSubcommand(new DiffContractCommand(context));
  }

  @Override
  public void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }
}
