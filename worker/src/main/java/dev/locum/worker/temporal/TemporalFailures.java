package dev.locum.worker.temporal;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refusals as Temporal failures. */
public final class TemporalFailures {

  private static final String PREFIX = "locum.";

  private TemporalFailures() {}

  /** The failure type of a refusal: {@code locum.} and the public code. */
  public static String type(DenialReason reason) {
    return PREFIX + reason.publicReason().code();
  }

  /**
   * The failure of refused work: non-retryable, unless the same work may succeed later or
   * elsewhere. It says the public code and sentence and nothing else.
   */
  public static ApplicationFailure of(DenialReason reason) {
    String sentence = reason.publicReason().sentence();
    return reason.isRetryable()
        ? ApplicationFailure.newFailure(sentence, type(reason))
        : ApplicationFailure.newNonRetryableFailure(sentence, type(reason));
  }

  /**
   * The failure of work that may succeed later, after this time; null: as the retry policy says.
   */
  public static ApplicationFailure retryable(DenialReason reason, @Nullable Duration delay) {
    return ApplicationFailure.newBuilder()
        .setMessage(reason.publicReason().sentence())
        .setType(type(reason))
        .setNextRetryDelay(delay)
        .build();
  }

  /** Whether a failure is a refusal of Locum's. */
  public static boolean isOurs(ApplicationFailure failure) {
    return failure.getType() != null && failure.getType().startsWith(PREFIX);
  }

  /** The public code of a refusal of Locum's that a failure is; empty if it is something else. */
  public static Optional<String> codeOf(Throwable failure) {
    return failure instanceof ApplicationFailure refusal && isOurs(refusal)
        ? Arrays.stream(DenialReason.values())
            .filter(DenialReason::isPublic)
            .filter(reason -> type(reason).equals(refusal.getType()))
            .map(DenialReason::code)
            .findFirst()
        : Optional.empty();
  }

  /** The same failure for good, where nobody would try again. */
  public static ApplicationFailure finalOf(DenialReason reason) {
    return ApplicationFailure.newNonRetryableFailure(
        reason.publicReason().sentence(), type(reason));
  }

  /**
   * Why an activity was refused from outside, if that is what ended it; empty: it failed by itself.
   */
  public static Optional<DenialReason> refusalIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DenialException denial) {
        return Optional.of(denial.reason());
      }
    }
    return Refusals.refusalOf(failure).map(refusal -> Refusals.reasonOf(failure));
  }
}
