package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.trigger.v1.Work;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Follows one work to its end. */
@Command(
    name = "watch",
    description =
        "Follow one work to its end: one line for each change. With json, one object a line.")
final class WatchWorkCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "WORK", description = "Its workflow id.")
  private String workflowId = "";

  WatchWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Output output = context.output();
    Table<Work> changes =
        Table.of(
            List.of(
                Column.of("TIME", work -> Printable.time(context.terminal().clock().instant())),
                Column.<Work>of("STATUS", work -> Printable.constant(work.getStatus()))
                    .styled(work -> WorkView.style(work.getStatus())),
                Column.of("DELEGATION", Work::getDelegationState)));
    return WorkView.exitCode(
        new WorkWait(context, workflowId).untilOver(work -> output.next(work, changes)));
  }
}
