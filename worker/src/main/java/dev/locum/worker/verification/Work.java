package dev.locum.worker.verification;

import dev.locum.token.Action;
import java.util.Optional;

/**
 * What is about to be done.
 *
 * @param execution in which run
 * @param activityType the activity type; empty: the workflow itself
 * @param action the action that is about to be taken; empty: none
 * @param correlationId joins the audit events of this work; may be empty
 */
public record Work(
    WorkExecution execution, String activityType, Optional<Action> action, String correlationId) {

  /** The same work, taking another action. */
  public Work taking(Action action) {
    return new Work(execution, activityType, Optional.of(action), correlationId);
  }
}
