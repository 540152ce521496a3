package dev.locum.cli.audit;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Searches events. */
@Command(name = "search", description = "Search events, oldest first.")
final class SearchAuditCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private final AuditFilter filter = new AuditFilter();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit = 100;

  SearchAuditCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context
        .output()
        .list(
            AuditSearch.events(context, filter.request(context.terminal().clock()), limit),
            AuditView.TABLE);
    return ExitCode.OK.code();
  }
}
