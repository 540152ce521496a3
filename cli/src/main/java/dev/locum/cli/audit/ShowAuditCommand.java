package dev.locum.cli.audit;

import dev.locum.audit.tree.AuditTree;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.grpcauthz.audit.AuditEventWire;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a trail as a tree, from the login to the last downstream call. */
@Command(
    name = "show",
    description =
        "Show the trail of one work as a tree, from the login to the last downstream call.")
final class ShowAuditCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "ID", description = "A workflow id; with --delegation, a delegation.")
  private String id = "";

  @Option(names = "--delegation", description = "ID is a delegation.")
  private boolean isDelegation;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "5000",
      description = "At most so many events. Default: ${DEFAULT-VALUE}.")
  private int limit = 5_000;

  ShowAuditCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SearchEventsRequest.Builder request = SearchEventsRequest.newBuilder().setWholeTrail(true);
    if (isDelegation) {
      request.setDelegationId(id);
    } else {
      request.setWorkflowId(id);
    }
    List<AuditEvent> events = AuditSearch.events(context, request, limit);
    if (events.isEmpty()) {
      throw new CliException(ExitCode.NOT_FOUND, "there is no trail of it that you may see");
    }
    print(events);
    return ExitCode.OK.code();
  }

  private void print(List<AuditEvent> events) {
    Output output = context.output();
    AuditTree tree = AuditTree.of(known(events, output));
    if (output.isJson()) {
      output.json(json -> AuditTreeView.writeJson(json, tree));
    } else {
      AuditTreeView.lines(tree, output.isColoured()).forEach(output::line);
    }
    if (events.size() == limit) {
      output.note("there may be more: --limit");
    }
  }

  /** A server of a later release may have types of events that this one cannot place. */
  private static List<dev.locum.audit.AuditEvent> known(List<AuditEvent> events, Output output) {
    List<dev.locum.audit.AuditEvent> known = new ArrayList<>();
    for (AuditEvent event : events) {
      try {
        known.add(AuditEventWire.fromWire(event));
      } catch (IllegalArgumentException e) {
        output.note(
            "left out, since this release does not know it: " + Printable.safe(event.getType()));
      }
    }
    return known;
  }
}
