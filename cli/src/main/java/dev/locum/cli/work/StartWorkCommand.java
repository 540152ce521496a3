package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.CliException.Failure;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Printable;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for work; answers at once with the id by which it is followed. */
@Command(
    name = "start",
    description = "Ask for work. Answers at once with its id; with --wait, when it is done.")
final class StartWorkCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "ROUTE", description = "Name of the route.")
  private String route = "";

  @Mixin private final InputOptions input = new InputOptions();

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description =
          "Repeating the command with the same key starts nothing twice. Default: a fresh one.")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      description = "When the work must be done, at most the route's limit. Default: that limit.")
  private @Nullable Duration deadline;

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description =
          "Permit only this action; may repeat. Default: all of the route's that you may use.")
  private List<String> actions = new ArrayList<>();

  @Option(
      names = "--task-queue",
      paramLabel = "QUEUE",
      description = "One of the route's task queues. Default: its first.")
  private String taskQueue = "";

  @Option(names = "--wait", description = "Wait until the work is done and print its result.")
  private boolean isWaiting;

  StartWorkCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    StartWorkRequest request = request();
    StartWorkResponse started = start(request);
    if (isWaiting) {
      context.output().note("started " + Printable.safe(started.getWorkflowId()));
      new WorkWait(context, started.getWorkflowId()).untilOver();
      return new WorkResultCommand(context).print(started.getWorkflowId());
    }
    context
        .output()
        .item(
            started,
            fields ->
                fields
                    .add("work", started.getWorkflowId())
                    .add("run", started.getRunId())
                    .add("delegation", started.getDelegationId())
                    .add("repeated", started.getRepeated() ? "yes: it was started before" : ""));
    return ExitCode.OK.code();
  }

  private StartWorkRequest request() {
    String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
    StartWorkRequest.Builder request =
        StartWorkRequest.newBuilder()
            .setRoute(route)
            .addAllInput(input.read(context.terminal()))
            .setIdempotencyKey(key)
            .addAllActions(actions)
            .setTaskQueue(taskQueue);
    Duration limit = deadline;
    if (limit != null) {
      request.setDeadline(Printable.duration(limit));
    }
    return request.build();
  }

  private StartWorkResponse start(StartWorkRequest request) {
    try {
      return context.trigger().startWork(request);
    } catch (StatusRuntimeException e) {
      CliException failure = RpcFailures.of(e);
      if (failure.exit() != ExitCode.UNAVAILABLE) {
        throw failure;
      }
      // Nobody knows whether it was started: only the same key makes the repetition safe.
      Failure known = failure.failure();
      throw new CliException(
          new Failure(
              known.exit(),
              known.message(),
              "Repeat the command with --idempotency-key " + request.getIdempotencyKey(),
              known.refusal()));
    }
  }
}
