package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.MessageJson;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks work a question; the answer is JSON in either format. */
@Command(name = "query", description = "Ask work a question; prints the answer as JSON.")
final class QueryWorkCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(index = "0", paramLabel = "WORK", description = "Its workflow id.")
  private String workflowId = "";

  @Parameters(index = "1", paramLabel = "QUERY", description = "Type of the query.")
  private String query = "";

  @Mixin private final InputOptions input = new InputOptions();

  QueryWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Data answer =
        context
            .trigger()
            .queryWork(
                QueryWorkRequest.newBuilder()
                    .setWorkflowId(workflowId)
                    .setQueryType(query)
                    .addAllInput(input.read(context.terminal()))
                    .build())
            .getResult();
    context.output().json(json -> MessageJson.writeData(json, answer));
    return ExitCode.OK.code();
  }
}
