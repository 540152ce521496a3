package dev.locum.cli.work;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Progress;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.protocol.trigger.v1.WatchWorkRequest;
import dev.locum.protocol.trigger.v1.WatchWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows work until it is over, whatever happens to a connection meanwhile. A stream that breaks
 * is opened again; after a minute without an answer it gives up.
 */
final class WorkWait {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CliContext context;
  private final Clock clock;
  private final String workflowId;
  private Instant lastAnswer;
  private WorkStatus status = WorkStatus.WORK_STATUS_UNSPECIFIED;

  WorkWait(CliContext context, String workflowId) {
    this.context = context;
    this.clock = context.terminal().clock();
    this.workflowId = workflowId;
    this.lastAnswer = clock.instant();
  }

  /** Waits and shows progress. */
  WorkStatus untilOver() {
    return untilOver(work -> {});
  }

  /** Waits; each change goes to {@code each}. */
  WorkStatus untilOver(Consumer<Work> each) {
    Instant begun = clock.instant();
    try (Progress progress = context.output().progress(Printable.safe(workflowId))) {
      while (true) {
        follow(work -> {
          progress.wipe();
          each.accept(work);
          progress.tick(
              Duration.between(begun, clock.instant()), Printable.constant(work.getStatus()));
        });
        if (WorkView.isOver(status)) {
          return status;
        }
        pause(progress, begun);
      }
    }
  }

  private void follow(Consumer<Work> each) {
    try {
      StoredTokens tokens = context.session().tokens();
      Iterator<WatchWorkResponse> changes =
          context
              .servers()
              .trigger(tokens, context.terminal().clock())
              .withDeadlineAfter(context.streamTime(tokens).toMillis(), TimeUnit.MILLISECONDS)
              .watchWork(WatchWorkRequest.newBuilder().setWorkflowId(workflowId).build());
      while (changes.hasNext()) {
        Work work = changes.next().getWork();
        lastAnswer = clock.instant();
        if (work.getStatus() != status) {
          status = work.getStatus();
          each.accept(work);
        }
      }
    } catch (StatusRuntimeException e) {
      if (!RpcFailures.isTransient(e)) {
        throw RpcFailures.of(e);
      }
      requirePatience(e);
    }
  }

  /** A stream that has lasted its time is silence of no server. */
  private void requirePatience(StatusRuntimeException failure) {
    if (failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
      lastAnswer = clock.instant();
    } else if (Duration.between(lastAnswer, clock.instant()).compareTo(PATIENCE) > 0) {
      throw RpcFailures.of(failure);
    }
  }

  private void pause(Progress progress, Instant begun) {
    progress.tick(Duration.between(begun, clock.instant()), "waiting for the trigger");
    context.pause(PAUSE);
  }
}
