package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a signal. */
@Command(name = "signal", description = "Send a signal to work that is running.")
final class SignalWorkCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(index = "0", paramLabel = "WORK", description = "Its workflow id.")
  private String workflowId = "";

  @Parameters(index = "1", paramLabel = "SIGNAL", description = "Name of the signal.")
  private String signal = "";

  @Mixin private final InputOptions input = new InputOptions();

  SignalWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context
        .trigger()
        .signalWork(
            SignalWorkRequest.newBuilder()
                .setWorkflowId(workflowId)
                .setSignalName(signal)
                .addAllInput(input.read(context.terminal()))
                .build());
    context.output().note("signalled");
    return ExitCode.OK.code();
  }
}
