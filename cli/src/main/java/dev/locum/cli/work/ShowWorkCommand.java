package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.Work;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one work as it is now. */
@Command(name = "show", description = "Show one work as it is now.")
final class ShowWorkCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "WORK", description = "Its workflow id.")
  private String workflowId = "";

  ShowWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Work work =
        context
            .trigger()
            .getWork(GetWorkRequest.newBuilder().setWorkflowId(workflowId).build())
            .getWork();
    context.output().item(work, fields -> WorkView.fields(work, fields));
    return ExitCode.OK.code();
  }
}
