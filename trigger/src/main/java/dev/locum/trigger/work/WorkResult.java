package dev.locum.trigger.work;

import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.WorkFailure;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;

/** The result of a work, out of the event that ended it. Stack traces stay inside. */
final class WorkResult {

  /**
   * The type of a failure by which the worker library tells of a refusal: this and the public code.
   */
  private static final String REFUSAL = "locum.";

  private WorkResult() {}

  static void put(HistoryEvent closed, GetResultResponse.Builder response) {
    if (closed.hasWorkflowExecutionCompletedEventAttributes()) {
      closed.getWorkflowExecutionCompletedEventAttributes().getResult().getPayloadsList().stream()
          .findFirst()
          .ifPresent(payload -> response.setResult(WorkInput.data(payload)));
    } else if (closed.hasWorkflowExecutionFailedEventAttributes()) {
      response.setFailure(failure(closed.getWorkflowExecutionFailedEventAttributes().getFailure()));
    } else if (closed.hasWorkflowExecutionTerminatedEventAttributes()) {
      response.setFailure(
          WorkFailure.newBuilder()
              .setType("Terminated")
              .setMessage(closed.getWorkflowExecutionTerminatedEventAttributes().getReason()));
    } else if (closed.hasWorkflowExecutionTimedOutEventAttributes()) {
      response.setFailure(WorkFailure.newBuilder().setType("TimedOut"));
    } else if (closed.hasWorkflowExecutionCanceledEventAttributes()) {
      response.setFailure(WorkFailure.newBuilder().setType("Cancelled"));
    }
  }

  /** The failure that the author of the workflow threw: the innermost with a type of its own. */
  private static WorkFailure failure(Failure failure) {
    Failure told = failure;
    while (!told.hasApplicationFailureInfo() && told.hasCause()) {
      told = told.getCause();
    }
    String type = told.getApplicationFailureInfo().getType();
    return WorkFailure.newBuilder()
        .setType(type)
        .setMessage(told.getMessage())
        .setRefusalCode(refusalCode(failure))
        .build();
  }

  private static String refusalCode(Failure failure) {
    for (Failure at = failure; ; at = at.getCause()) {
      String type = at.getApplicationFailureInfo().getType();
      if (type.startsWith(REFUSAL) && isPublic(type.substring(REFUSAL.length()))) {
        return type.substring(REFUSAL.length());
      }
      if (!at.hasCause()) {
        return "";
      }
    }
  }

  /** A workflow may fail with any type; only our own codes are ours. */
  private static boolean isPublic(String code) {
    for (DenialReason reason : DenialReason.values()) {
      if (reason.isPublic() && reason.code().equals(code)) {
        return true;
      }
    }
    return false;
  }
}
