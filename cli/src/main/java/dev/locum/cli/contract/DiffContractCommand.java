package dev.locum.cli.contract;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.report.ContractDiff;
import dev.locum.grpcauthz.contract.report.ContractDiff.Change;
import dev.locum.grpcauthz.contract.report.ContractJson;
import dev.locum.grpcauthz.contract.report.ContractText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two contracts. */
@Command(
    name = "diff",
    description =
        "Print what changed. Exit code 8 if a method lets in anybody whom it did not let in"
            + " before, or a new one is open to everybody or to every authenticated caller.")
final class DiffContractCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "A descriptor set, or what `locum contract report --baseline` printed.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "The same of the new version.")
  private Path after = Path.of("");

  @Option(
      names = "--accept",
      paramLabel = "METHOD",
      description = "A method whose exposure is meant, as package.Service/Method. May be repeated.")
  private List<String> accepted = new ArrayList<>();

  DiffContractCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ContractDiff diff =
        ContractDiff.between(ContractFile.contracts(before), ContractFile.contracts(after));
    List<String> exposed = diff.exposures().stream().map(Change::method).toList();
    Output output = context.output();
    if (output.isJson()) {
      output.json(json -> ContractJson.write(json, diff, accepted));
    } else {
      print(output, diff);
    }
    accepted.stream()
        .filter(method -> !exposed.contains(method))
        .forEach(
            method -> output.note("--accept " + Printable.safe(method) + ": is not more exposed"));
    return accepted.containsAll(exposed) ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
  }

  private void print(Output output, ContractDiff diff) {
    if (diff.changes().isEmpty()) {
      output.note("nothing changed");
      return;
    }
    output.rows(
        diff.changes(),
        Table.of(
            List.of(
                Column.<Change>of("CHANGE", this::word).styled(this::style),
                Column.of("METHOD", Change::method),
                Column.of("BEFORE", change -> terms(change.before())),
                Column.of("AFTER", change -> terms(change.after())))));
  }

  private String word(Change change) {
    String word = change.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return isAccepted(change) ? word + " (accepted)" : word;
  }

  private Style style(Change change) {
    if (!change.kind().isExposure()) {
      return Style.PLAIN;
    }
    return isAccepted(change) ? Style.CARE : Style.BAD;
  }

  private boolean isAccepted(Change change) {
    return change.kind().isExposure() && accepted.contains(change.method());
  }

  private static String terms(Optional<MethodContract> contract) {
    return contract.map(ContractText::terms).orElse("");
  }
}
