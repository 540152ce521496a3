package dev.locum.cli.contract;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import dev.locum.grpcauthz.contract.report.ContractJson;
import dev.locum.grpcauthz.contract.report.ContractReport;
import dev.locum.grpcauthz.contract.report.ContractText;
import dev.locum.grpcauthz.contract.report.Finding;
import dev.locum.grpcauthz.contract.report.OpenApiOverlay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints each method of an API with its posture. */
@Command(
    name = "report",
    description =
        "Print every method with exactly one posture (public, internal or gated) and what it"
            + " requires, then what its author should look at. Exit code 8 if a contract"
            + " contradicts itself.")
final class ReportContractCommand implements Callable<Integer> {

  private static final Table<MethodContract> TABLE =
      Table.of(
          List.of(
              Column.of("METHOD", MethodContract::method),
              Column.<MethodContract>of("POSTURE", ReportContractCommand::posture)
                  .styled(ReportContractCommand::style),
              Column.of("ROLES (ONE OF)", of(Requirements::roles)),
              Column.of("SCOPES (ALL OF)", of(Requirements::scopes)),
              Column.of("OTHERWISE", ReportContractCommand::otherwise)));

  private final CliContext context;

  @Parameters(
      arity = "1..*",
      paramLabel = "DESCRIPTOR_SET",
      description = "Files that protoc --descriptor_set_out --include_imports wrote.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--baseline",
      description = "Print the text to keep beside the sources, for `locum contract diff`.")
  private boolean isBaseline;

  @Option(
      names = "--openapi",
      description = "Print an OpenAPI Overlay 1.0 that says at each operation who may call it.")
  private boolean isOpenApi;

  @Option(names = "--strict", description = "Exit with 8 if there is a warning.")
  private boolean isStrict;

  ReportContractCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (isBaseline && isOpenApi) {
      throw CliException.usage("--baseline and --openapi (expected: one of them)");
    }
    ContractReport report = ContractFile.report(files);
    print(report);
    return isStrict && report.hasWarnings() ? ExitCode.CHECK_FAILED.code() : ExitCode.OK.code();
  }

  private void print(ContractReport report) {
    Output output = context.output();
    if (isBaseline) {
      ContractText.write(report.methods()).lines().forEach(output::line);
    } else if (isOpenApi) {
      output.json(json -> OpenApiOverlay.write(json, report, "1"));
    } else if (output.isJson()) {
      output.json(json -> ContractJson.write(json, report));
    } else {
      output.rows(report.methods(), TABLE);
      report.findings().forEach(finding -> output.note(line(finding)));
    }
  }

  private static String line(Finding finding) {
    return finding.kind().level().name().toLowerCase(Locale.ROOT)
        + ": "
        + Printable.safe(finding.subject() + ": " + finding.message());
  }

  private static String posture(MethodContract contract) {
    return contract.posture().name().toLowerCase(Locale.ROOT);
  }

  private static Style style(MethodContract contract) {
    return contract.posture() == Posture.PUBLIC ? Style.CARE : Style.PLAIN;
  }

  private static Function<MethodContract, String> of(Function<Requirements, Set<String>> part) {
    return contract ->
        contract
            .requires()
            .map(required -> String.join(" ", part.apply(required).stream().sorted().toList()))
            .orElse("");
  }

  /** Who is let in if nothing is required, in words. */
  private static String otherwise(MethodContract contract) {
    boolean requires = contract.requires().filter(required -> !required.isEmpty()).isPresent();
    if (requires) {
      return "";
    }
    return switch (contract.posture()) {
      case PUBLIC -> "everybody";
      case INTERNAL -> "every trusted service";
      case GATED ->
          contract.requires().isPresent() || contract.policy() == Policy.ALLOW
              ? "every authenticated caller"
              : "nobody";
    };
  }
}
