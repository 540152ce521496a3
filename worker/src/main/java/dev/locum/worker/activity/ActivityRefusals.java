package dev.locum.worker.activity;

import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.polling.QueuePolls;
import dev.locum.worker.polling.QueueStanding;
import dev.locum.worker.temporal.MisaddressedTask;
import dev.locum.worker.temporal.NotBegun;
import dev.locum.worker.temporal.TemporalFailures;
import dev.locum.worker.temporal.UndecidedTask;
import io.temporal.activity.ActivityInfo;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an activity attempt fails that was refused before its first line (ADR 0022). Temporal counts
 * every attempt, whoever took it, and takes none back; so an attempt that nobody decided about, or
 * that came to the wrong worker, must not use up what its owner allowed.
 */
public final class ActivityRefusals {

  private static final long FIRST_DELAY_MILLIS = 1_000;
  private static final int DOUBLINGS = 6;

  /** Near its end an activity is still offered to the right worker a few times. */
  private static final int SHARE_OF_REMAINING = 4;

  private final QueuePolls polls;

  /**
   * Refusals of a worker.
   *
   * @param polls hears of work that is not this worker's
   */
  public ActivityRefusals(QueuePolls polls) {
    this.polls = polls;
  }

  /**
   * The failure of the attempt.
   *
   * @param header that of the attempt; it says whether the workflow schedules the activity again
   * @throws MisaddressedTask for a local activity at the wrong worker: the workflow's whole task is
   *     at the wrong worker
   * @throws UndecidedTask for a local activity without a further attempt
   */
  ApplicationFailure of(ActivityInfo activity, Map<String, Payload> header, DenialReason reason) {
    if (reason.publicReason() != DenialReason.DELEGATION_NOT_HERE) {
      return reason.isRetryable()
          ? undecided(activity, header, reason)
          : TemporalFailures.of(reason);
    }
    QueueStanding standing =
        polls.standingOf(
            new TaskQueueName(activity.getNamespace(), activity.getActivityTaskQueue()));
    if (standing == QueueStanding.OWN) {
      // Nobody else polls this queue: it would come back here for ever.
      return TemporalFailures.finalOf(reason);
    }
    if (activity.isLocal()) {
      throw new MisaddressedTask(reason);
    }
    return notBegun(activity, header, reason, delay(activity));
  }

  private static ApplicationFailure undecided(
      ActivityInfo activity, Map<String, Payload> header, DenialReason reason) {
    if (!activity.isLocal()) {
      return notBegun(activity, header, reason, null);
    }
    // The SDK takes "for ever" for "no retries" in local activities.
    if (activity.getAttempt() >= maximumAttempts(activity)) {
      throw new UndecidedTask(reason);
    }
    return TemporalFailures.of(reason);
  }

  private static ApplicationFailure notBegun(
      ActivityInfo activity,
      Map<String, Payload> header,
      DenialReason reason,
      @Nullable Duration delay) {
    if (LocumHeaders.reschedules(header)) {
      return NotBegun.failure(reason, activity.getAttempt());
    }
    return TemporalFailures.retryable(reason, delay);
  }

  private static int maximumAttempts(ActivityInfo activity) {
    @Nullable RetryOptions retries = activity.getRetryOptions();
    return retries == null ? 0 : retries.getMaximumAttempts();
  }

  private static Duration delay(ActivityInfo activity) {
    long millis = FIRST_DELAY_MILLIS << Math.min(activity.getAttempt() - 1, DOUBLINGS);
    Duration whole = activity.getScheduleToCloseTimeout();
    if (whole.isZero()) {
      return Duration.ofMillis(millis);
    }
    // The server's own times of this attempt, so no clock is asked.
    Duration gone =
        Duration.between(
            Instant.ofEpochMilli(activity.getScheduledTimestamp()),
            Instant.ofEpochMilli(activity.getStartedTimestamp()));
    long remaining = whole.minus(gone).toMillis() / SHARE_OF_REMAINING;
    return Duration.ofMillis(Math.max(1, Math.min(millis, remaining)));
  }
}
