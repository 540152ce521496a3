package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists work, newest first. */
@Command(name = "list", description = "List work, newest first.")
final class ListWorkCommand implements Callable<Integer> {

  private static final int MAX_PAGE = 500;

  private final CliContext context;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit = 50;

  ListWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Work> work = new ArrayList<>();
    String next = "";
    do {
      ListWorkResponse page =
          context
              .trigger()
              .listWork(
                  ListWorkRequest.newBuilder()
                      .setPageSize(Math.min(MAX_PAGE, limit - work.size()))
                      .setPageToken(next)
                      .build());
      work.addAll(page.getWorkList());
      next = page.getNextPageToken();
    } while (!next.isEmpty() && work.size() < limit);
    context.output().list(work, WorkView.TABLE);
    return ExitCode.OK.code();
  }
}
