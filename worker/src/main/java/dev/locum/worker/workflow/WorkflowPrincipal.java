package dev.locum.worker.workflow;

import dev.locum.worker.context.Principal;
import io.temporal.workflow.WorkflowLocal;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * For whom a workflow runs, for workflow code: read from the history, so the same at every replay.
 * To be shown and passed on; what may be done is decided where it is done, in activities.
 *
 * @param principal the user and their tenant
 * @param delegationId the delegation; no secret
 * @param actions what the user allowed when the run began
 */
public record WorkflowPrincipal(
    Principal principal, String delegationId, SortedSet<String> actions) {

  private static final WorkflowLocal<@Nullable WorkflowPrincipal> CURRENT = new WorkflowLocal<>();

  public WorkflowPrincipal {
    // Sorted, since workflow code that iterates must do so alike at every replay.
    actions = Collections.unmodifiableSortedSet(new TreeSet<>(actions));
  }

  /**
   * The principal of this workflow.
   *
   * @throws IllegalStateException if there is none: the worker runs without the plugin, or the
   *     workflow's constructor asks, which runs before the verification
   */
  public static WorkflowPrincipal current() {
    WorkflowPrincipal current = CURRENT.get();
    if (current == null) {
      throw new IllegalStateException(
          "no WorkflowPrincipal (expected: in a workflow method or handler of a worker with the"
              + " Locum plugin)");
    }
    return current;
  }

  static void become(WorkflowPrincipal principal) {
    CURRENT.set(principal);
  }
}
