package dev.locum.worker.workflow;

import dev.locum.worker.temporal.NotBegun;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor.ActivityInput;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One activity of a workflow, scheduled again for as long as its attempts do not begin: at a wrong
 * worker, or while the auth service cannot be asked. Only for activities whose attempts are
 * counted; the others are tried again by Temporal.
 *
 * <p>Attempts that began count as before: the activity never begins more often than its options
 * say, and never outlives its schedule-to-close timeout. It decides by what the history says and
 * nothing else, and a history without such a failure has none of its commands.
 */
final class Rescheduling<R> {

  /** Bounds the history: about 8 hours, and eleven events each time. */
  static final int MOST = 100;

  private static final long FIRST_DELAY_MILLIS = 1_000;
  private static final long LONGEST_DELAY_MILLIS = 300_000;

  private final ActivityInput<R> input;
  private final Function<ActivityInput<R>, Promise<R>> scheduling;
  private final CancellationScope scope;
  private final long begunAt;
  private int times;

  private Rescheduling(ActivityInput<R> input, Function<ActivityInput<R>, Promise<R>> scheduling) {
    this.input = input;
    this.scheduling = scheduling;
    this.scope = CancellationScope.current();
    this.begunAt = Workflow.currentTimeMillis();
  }

  /** Whether an activity with these options needs it. */
  static boolean applies(ActivityOptions options) {
    @Nullable RetryOptions retries = options.getRetryOptions();
    return retries != null && retries.getMaximumAttempts() > 0;
  }

  /**
   * Follows an activity that was just scheduled.
   *
   * @param scheduling schedules it again
   */
  static <R> Promise<R> follow(
      ActivityInput<R> input,
      Promise<R> result,
      Function<ActivityInput<R>, Promise<R>> scheduling) {
    return new Rescheduling<>(input, scheduling).follow(result, input.getOptions());
  }

  private Promise<R> follow(Promise<R> result, ActivityOptions options) {
    Promise<Promise<R>> outcome =
        result.handle((value, failure) -> {
          if (failure == null) {
            return Workflow.newPromise(value);
          }
          return NotBegun.in(failure)
              .flatMap(notBegun -> remaining(options, notBegun))
              .map(left -> again(left, failure))
              .orElseGet(() -> Workflow.newFailedPromise(failure));
        });
    return outcome.thenCompose(promise -> promise);
  }

  /** What is left of the activity's options; empty if nothing is. */
  private Optional<ActivityOptions> remaining(ActivityOptions options, ApplicationFailure failure) {
    if (scope.isCancelRequested() || times >= MOST) {
      return Optional.empty();
    }
    RetryOptions retries = options.getRetryOptions();
    int most = retries.getMaximumAttempts();
    // If the number cannot be read, only the attempt that did not begin is left for sure.
    int begun = Math.min(NotBegun.attempt(failure).orElse(most), most) - 1;
    ActivityOptions.Builder left =
        ActivityOptions.newBuilder(options)
            .setRetryOptions(
                RetryOptions.newBuilder(retries).setMaximumAttempts(most - begun).build());
    @Nullable Duration whole = input.getOptions().getScheduleToCloseTimeout();
    if (whole != null && !whole.isZero()) {
      Duration time = whole.minusMillis(Workflow.currentTimeMillis() - begunAt).minus(delay(times));
      if (time.isNegative() || time.isZero()) {
        return Optional.empty();
      }
      left.setScheduleToCloseTimeout(time);
    }
    return Optional.of(left.build());
  }

  private Promise<R> again(ActivityOptions options, RuntimeException failure) {
    Duration delay = delay(times);
    times++;
    Promise<Promise<R>> outcome =
        inScope(() -> Workflow.newTimer(delay))
            .handle((due, cancelled) ->
                cancelled == null
                    ? inScope(() -> follow(schedule(options), options))
                    : Workflow.newFailedPromise(ended(failure, cancelled)));
    return outcome.thenCompose(promise -> promise);
  }

  /** An activity that is cancelled while it waits fails as one that is cancelled while it runs. */
  private static RuntimeException ended(RuntimeException failure, RuntimeException cancelled) {
    return failure instanceof ActivityFailure activity
        ? new ActivityFailure(
            "cancelled before it was scheduled again",
            activity.getScheduledEventId(),
            activity.getStartedEventId(),
            activity.getActivityType(),
            activity.getActivityId(),
            RetryState.RETRY_STATE_CANCEL_REQUESTED,
            activity.getIdentity(),
            cancelled)
        : cancelled;
  }

  private Promise<R> schedule(ActivityOptions options) {
    return scheduling.apply(
        new ActivityInput<>(
            input.getActivityName(),
            input.getResultClass(),
            input.getResultType(),
            input.getArgs(),
            options,
            input.getHeader()));
  }

  private static Duration delay(int times) {
    // Shifts of more than 62 are not what they seem.
    long millis = FIRST_DELAY_MILLIS << Math.min(times, 20);
    return Duration.ofMillis(Math.min(millis, LONGEST_DELAY_MILLIS));
  }

  /**
   * Does something in a scope that is cancelled with the one in which the activity was scheduled: a
   * callback runs in none of the workflow's own.
   */
  private <T> Promise<T> inScope(Supplier<Promise<T>> body) {
    AtomicReference<@Nullable Promise<T>> result = new AtomicReference<>();
    CancellationScope linked = Workflow.newDetachedCancellationScope(() -> result.set(body.get()));
    linked.run();
    scope
        .getCancellationRequest()
        .thenApply(reason -> {
          linked.cancel(reason);
          return reason;
        });
    Promise<T> promise = result.get();
    if (promise == null) {
      throw new IllegalStateException("scope: no promise (expected: one)");
    }
    return promise;
  }
}
