package dev.locum.worker.temporal;

import dev.locum.token.denial.DenialReason;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The failure of an activity attempt of which not one line ran, in words that the workflow's side
 * of the plugin understands: Temporal shall not try again, the workflow schedules the activity
 * again, with the attempts that it has left.
 *
 * <p>Its mark is what no other failure of ours has: non-retryable and yet with a delay. The number
 * of the attempt is a detail, which may be encrypted with the key of a foreign worker.
 */
public final class NotBegun {

  private static final Duration MARK = Duration.ofSeconds(1);

  private NotBegun() {}

  /** The failure of an attempt. */
  public static ApplicationFailure failure(DenialReason reason, int attempt) {
    return ApplicationFailure.newBuilder()
        .setMessage(reason.publicReason().sentence())
        .setType(TemporalFailures.type(reason))
        .setNonRetryable(true)
        .setNextRetryDelay(MARK)
        .setDetails(attempt)
        .build();
  }

  /** The failure if it says so. */
  public static Optional<ApplicationFailure> in(Throwable failure) {
    return failure instanceof TemporalFailure
            && failure.getCause() instanceof ApplicationFailure refusal
            && refusal.isNonRetryable()
            && refusal.getNextRetryDelay() != null
            && TemporalFailures.isOurs(refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /** Which attempt it was; empty if that cannot be read. */
  public static OptionalInt attempt(ApplicationFailure notBegun) {
    try {
      Integer attempt = notBegun.getDetails().get(Integer.class);
      return attempt == null || attempt < 1 ? OptionalInt.empty() : OptionalInt.of(attempt);
    } catch (RuntimeException e) {
      return OptionalInt.empty();
    }
  }
}
