package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.MessageJson;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Progress;
import dev.locum.cli.output.Style;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.WorkFailure;
import dev.locum.protocol.trigger.v1.WorkStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what came of the work. */
@Command(
    name = "result",
    description = "Print the result of work as JSON, or why it failed (exit code 5).")
final class WorkResultCommand implements Callable<Integer> {

  /** The longest wait that the trigger takes. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final CliContext context;

  @Parameters(paramLabel = "WORK", description = "Its workflow id.")
  private String workflowId = "";

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description = "Wait so long for the work to end; then exit with 6. Default: not at all.")
  private Duration wait = Duration.ZERO;

  WorkResultCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return print(workflowId);
  }

  /** Prints the result of this work. */
  int print(String id) {
    GetResultResponse result = await(id);
    WorkStatus status = result.getWork().getStatus();
    Output output = context.output();
    if (output.isJson()) {
      output.json(json -> MessageJson.write(json, result));
    } else if (status == WorkStatus.WORK_STATUS_COMPLETED) {
      output.json(json -> MessageJson.writeData(json, result.getResult()));
    } else if (WorkView.isOver(status)) {
      printFailure(output, status, result.getFailure());
    } else {
      throw new CliException(
          ExitCode.NOT_FINISHED,
          "the work is " + Printable.constant(status),
          "Use --wait, or `work watch`.");
    }
    return WorkView.exitCode(status);
  }

  private void printFailure(Output output, WorkStatus status, WorkFailure failure) {
    output.fields(fields ->
        fields
            .add("status", Printable.constant(status), Style.BAD)
            .add("failure", failure.getType())
            .add("message", failure.getMessage())
            .add("refused", failure.getRefusalCode()));
  }

  private GetResultResponse await(String id) {
    Clock clock = context.terminal().clock();
    Instant begun = clock.instant();
    Instant end = begun.plus(wait);
    try (Progress progress = context.output().progress(Printable.safe(id))) {
      while (true) {
        Duration left = Duration.between(clock.instant(), end);
        Duration turn = left.isNegative() ? Duration.ZERO : left;
        GetResultResponse result = ask(id, turn.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : turn);
        if (WorkView.isOver(result.getWork().getStatus()) || !clock.instant().isBefore(end)) {
          return result;
        }
        progress.tick(
            Duration.between(begun, clock.instant()),
            Printable.constant(result.getWork().getStatus()));
        context.pause(PAUSE);
      }
    }
  }

  private GetResultResponse ask(String id, Duration turn) {
    return context
        .servers()
        .trigger(context.session().tokens(), context.terminal().clock())
        .withDeadlineAfter(turn.plus(context.timeout()).toMillis(), TimeUnit.MILLISECONDS)
        .getResult(
            GetResultRequest.newBuilder()
                .setWorkflowId(id)
                .setWait(Printable.duration(turn))
                .build());
  }
}
