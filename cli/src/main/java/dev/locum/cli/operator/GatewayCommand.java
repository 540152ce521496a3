package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.NamespaceGrant;
import dev.locum.protocol.gateway.v1.CatalogueRow;
import dev.locum.protocol.gateway.v1.Check;
import dev.locum.protocol.gateway.v1.ExplainCallRequest;
import dev.locum.protocol.gateway.v1.ExplainCallResponse;
import dev.locum.protocol.gateway.v1.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum gateway}. */
@Command(
    name = "gateway",
    description = "Ask the gateway what it decides. With --config alone: the gateway itself.")
public final class GatewayCommand extends Group {

  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final String STDIN = "-";

  private static final Table<Check> CHECKS =
      Table.of(
          List.of(
              Column.of("CHECK", Check::getName),
              Column.<Check>of("OUTCOME", check -> Printable.constant(check.getOutcome()))
                  .styled(GatewayCommand::style),
              Column.of("DETAIL", Check::getDetail)));

  private static final Table<NamespaceGrant> GRANTS =
      Table.of(
          List.of(
              Column.of("NAMESPACE", NamespaceGrant::getNamespace),
              Column.of("LAYOUT", grant -> Printable.constant(grant.getLayout())),
              Column.of("DELEGATIONS", grant -> Printable.constant(grant.getDelegations())),
              Column.of("ID PREFIX", NamespaceGrant::getIdPrefix),
              Column.of("QUEUES", grant -> joined(grant.getTaskQueuesList())),
              Column.of("CHILD QUEUES", grant -> joined(grant.getChildQueuesList())),
              Column.of("TYPES", grant -> joined(grant.getWorkflowTypesList())),
              Column.of(
                  "CREDENTIALS",
                  grant ->
                      joined(
                          grant.getCredentialsList().stream().map(Printable::constant).toList()))));

  private GatewayCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new GatewayCommand(context));
  }

  @Command(
      name = "explain",
      description =
          "Say what the gateway would decide about a call of Temporal's API, and why. Nothing is"
              + " called. Exit code 0 if the call would be forwarded, or it depends on the request;"
              + " 8 if it would be refused.")
  int explain(
      @Parameters(
              paramLabel = "METHOD",
              description = "SignalWorkflowExecution, or package.Service/Method.")
          String method,
      @Option(
              names = "--as",
              paramLabel = "WORKLOAD",
              required = true,
              description = "Who would call.")
          String workload,
      @Option(
              names = "--request",
              paramLabel = "JSON",
              defaultValue = "",
              description =
                  "The request in Protobuf's JSON form, a file that holds it, or - for standard"
                      + " input. A task token is left out. Absent: only what does not depend on"
                      + " it is decided.")
          String request,
      @Option(
              names = "--credential",
              paramLabel = "KIND",
              defaultValue = "",
              description =
                  "How it would prove itself: certificate, api-key or service-token. Absent: in a"
                      + " way that the namespace accepts.")
          String credential) {
    ExplainCallRequest.Builder asked =
        ExplainCallRequest.newBuilder()
            .setMethod(method)
            .setWorkloadId(workload)
            .setRequestJson(read(request));
    if (!credential.isEmpty()) {
      asked.setProvenBy(
          NamespaceCommand.constant("--credential", CredentialKind.class, credential));
    }
    return print(context.explanations().explainCall(asked.build()));
  }

  /** JSON begins with a brace; a file's name is taken for nothing else. */
  private String read(String request) {
    if (request.isEmpty() || request.strip().startsWith("{")) {
      return request;
    }
    try {
      byte[] bytes = request.equals(STDIN) ? standardInput() : file(Path.of(request));
      if (bytes.length > MAX_BYTES) {
        throw CliException.usage("--request: too large (expected: at most 4 MiB)");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.usage("--request: neither JSON nor a file that can be read");
    }
  }

  private byte[] standardInput() throws IOException {
    return context.terminal().streams().in().readNBytes(MAX_BYTES + 1);
  }

  private static byte[] file(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private int print(ExplainCallResponse explanation) {
    context
        .output()
        .item(
            explanation,
            fields ->
                fields
                    .add(
                        "verdict", Printable.constant(explanation.getVerdict()), style(explanation))
                    .add(
                        "dry run",
                        explanation.getDryRun() && !isForwarded(explanation)
                            ? "would be forwarded all the same"
                            : "")
                    .add("reason", explanation.getReason())
                    .add("caller is told", explanation.getCode())
                    .add("detail", explanation.getDetail())
                    .add("method", explanation.getRow().getMethod())
                    .add("row", row(explanation.getRow()))
                    .add("note", explanation.getRow().getNote())
                    .add("workload", Printable.constant(explanation.getKind()))
                    .add("tenant", explanation.getTenant())
                    .add("delegations", String.join("; ", explanation.getDelegationsList())));
    if (!context.output().isJson()) {
      context.output().line("");
      context.output().rows(explanation.getChecksList(), CHECKS);
      context.output().line("");
      context.output().rows(explanation.getGrantsList(), GRANTS);
      if (explanation.getStarterGrantsCount() > 0) {
        context.output().line("as the starter that it is too:");
        context.output().rows(explanation.getStarterGrantsList(), GRANTS);
      }
    }
    return isForwarded(explanation) ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
  }

  private static boolean isForwarded(ExplainCallResponse explanation) {
    return explanation.getVerdict() == Verdict.VERDICT_ALLOWED
        || explanation.getVerdict() == Verdict.VERDICT_DEPENDS;
  }

  private static String row(CatalogueRow row) {
    return row.getScope().isEmpty()
        ? ""
        : row.getScope()
            + ", "
            + row.getAccess()
            + (row.getPolling() ? ", polling" : "")
            + "; this role: "
            + row.getReach();
  }

  private static Style style(ExplainCallResponse explanation) {
    return isForwarded(explanation) ? Style.GOOD : Style.BAD;
  }

  private static Style style(Check check) {
    return switch (check.getOutcome()) {
      case CHECK_OUTCOME_PASSED -> Style.GOOD;
      case CHECK_OUTCOME_FAILED -> Style.BAD;
      default -> Style.FAINT;
    };
  }
}
