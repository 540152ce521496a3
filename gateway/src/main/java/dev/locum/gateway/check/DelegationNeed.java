package dev.locum.gateway.check;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.temporalapi.common.v1.Header;

/**
 * A delegation that has to be verified, and what it has to be good for.
 *
 * @param role in which of its roles the caller makes the call, or gets the task
 * @param place where it was found
 * @param required whether its absence is a refusal; else only a bad one is
 * @param header the Temporal header that should carry it
 * @param target what the call or task is about
 */
public record DelegationNeed(
    CallerRole role, Place place, boolean required, Header header, Target target) {

  /** Without the header, which holds a token. */
  @Override
  public String toString() {
    return "DelegationNeed[" + role + ", " + place + ", required=" + required + ", " + target + "]";
  }

  /** Where a delegation travels. */
  public enum Place {
    /** A call that starts a workflow. */
    START,
    /** A call to a workflow that exists: signal, update, query. */
    MESSAGE,
    /** A command of a running workflow. */
    COMMAND,
    /** A task that is about to be delivered. */
    DISPATCH
  }

  /**
   * The execution as Temporal's own fields tell it; what is not known is empty.
   *
   * @param namespace the namespace
   * @param workflowType the type
   * @param workflowId the workflow id
   * @param runId the run
   * @param firstRunId the first run of the chain
   * @param taskQueue the queue
   * @param rootWorkflowId root of a child's tree
   * @param rootRunId run of the root
   */
  public record Target(
      String namespace,
      String workflowType,
      String workflowId,
      String runId,
      String firstRunId,
      String taskQueue,
      String rootWorkflowId,
      String rootRunId) {}
}
