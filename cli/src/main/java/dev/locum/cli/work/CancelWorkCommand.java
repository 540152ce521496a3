package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks work to cancel. */
@Command(
    name = "cancel",
    description = "Ask work to cancel; it undoes what it has done. `work watch` shows the end.")
final class CancelWorkCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "WORK", description = "Its workflow id.")
  private String workflowId = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, at most 200 characters; shown in the workflow's history.")
  private String reason = "";

  CancelWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context
        .trigger()
        .cancelWork(
            CancelWorkRequest.newBuilder().setWorkflowId(workflowId).setReason(reason).build());
    context.output().note("cancel requested");
    return ExitCode.OK.code();
  }
}
