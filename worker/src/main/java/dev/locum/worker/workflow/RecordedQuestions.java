package dev.locum.worker.workflow;

import dev.locum.token.denial.DenialReason;
import dev.locum.worker.temporal.TemporalFailures;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.Header;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor.LocalActivityInput;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks by local activity, so that the answer is in the history and a replay asks nobody. While
 * nobody can answer it asks again, at most every 30 seconds, for as long as the workflow lives.
 * Cancelling the workflow does not interrupt it: what is not verified cannot even clean up.
 */
final class RecordedQuestions {

  private static final LocalActivityOptions OPTIONS =
      LocalActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(20))
          // Longer pauses are timers: a task that is held open is handed out again by and by, and
          // each time the whole history would ask anew beside the question that still waits.
          .setLocalRetryThreshold(Duration.ofSeconds(2))
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofMillis(200))
                  .setBackoffCoefficient(2)
                  .setMaximumInterval(Duration.ofSeconds(30))
                  // Without a number the SDK takes "for ever" for "no retries" in local activities.
                  .setMaximumAttempts(Integer.MAX_VALUE)
                  .build())
          .setDoNotIncludeArgumentsIntoMarker(true)
          .build();

  private final WorkflowOutboundCallsInterceptor outbound;
  private final RunFacts facts;

  RecordedQuestions(WorkflowOutboundCallsInterceptor outbound, RunFacts facts) {
    this.outbound = outbound;
    this.facts = facts;
  }

  /**
   * Whether the run may begin.
   *
   * @throws ApplicationFailure if it is refused for good
   */
  RecordedVerification verifyWorkflow(Map<String, Payload> header) {
    return ask(
        VerificationActivities.VERIFY_WORKFLOW,
        RecordedVerification.class,
        header,
        new Object[] {facts});
  }

  /** Whether a signal with this header may be handled. */
  RecordedAdmission admitSignal(Map<String, Payload> header, String delegation) {
    return ask(
        VerificationActivities.ADMIT_SIGNAL,
        RecordedAdmission.class,
        header,
        new Object[] {facts, delegation});
  }

  /** Whether a child may start under a delegation of its own, which then waits for it. */
  RecordedAdmission delegateChild(Map<String, Payload> header, ChildStart child) {
    return ask(
        VerificationActivities.DELEGATE_CHILD,
        RecordedAdmission.class,
        header,
        new Object[] {facts, child});
  }

  private <R> R ask(String type, Class<R> result, Map<String, Payload> header, Object[] arguments) {
    AtomicReference<@Nullable R> answer = new AtomicReference<>();
    CancellationScope scope =
        Workflow.newDetachedCancellationScope(() ->
            answer.set(
                outbound
                    .executeLocalActivity(
                        new LocalActivityInput<>(
                            type,
                            result,
                            result,
                            arguments,
                            OPTIONS,
                            new Header(new HashMap<>(header))))
                    .getResult()
                    .get()));
    try {
      scope.run();
    } catch (ActivityFailure e) {
      throw refusal(e);
    }
    R recorded = answer.get();
    if (recorded == null) {
      throw new IllegalStateException(type + ": no answer (expected: one)");
    }
    return recorded;
  }

  private static RuntimeException refusal(ActivityFailure failure) {
    if (failure.getCause() instanceof ApplicationFailure refusal
        && refusal.getType().startsWith("locum.")) {
      return ApplicationFailure.newNonRetryableFailure(
          refusal.getOriginalMessage(), refusal.getType());
    }
    // Not a refusal of ours: not decided, so the task fails and is tried again.
    return new IllegalStateException(
        TemporalFailures.type(DenialReason.AUTHORITY_UNAVAILABLE), failure);
  }
}
