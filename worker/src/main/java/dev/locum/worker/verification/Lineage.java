package dev.locum.worker.verification;

/**
 * Where a run stands: in which chain of runs, and in which tree of workflows. Taken from Temporal,
 * never from a header: whoever schedules an activity on a foreign queue writes its headers.
 *
 * @param firstExecutionRunId the first run of its chain; empty: not known
 * @param rootWorkflowId the root of its tree; empty: it is the root, or not known
 * @param rootRunId the run of the root; empty like {@code rootWorkflowId}
 */
public record Lineage(String firstExecutionRunId, String rootWorkflowId, String rootRunId) {

  private static final Lineage UNKNOWN = new Lineage("", "", "");

  /** Nothing is known; the auth service then accepts only a run that it has seen before. */
  public static Lineage unknown() {
    return UNKNOWN;
  }

  public boolean isKnown() {
    return !firstExecutionRunId.isEmpty();
  }

  /** Whether the run belongs to a child workflow. */
  public boolean isChild() {
    return !rootWorkflowId.isEmpty();
  }
}
