package dev.locum.gateway.caller;

import java.util.Set;

/**
 * What a workload may touch in one Temporal namespace. Immutable.
 *
 * @param namespace its name in Temporal, compared byte by byte
 * @param layout how the namespace is divided
 * @param delegations what it asks of calls and tasks
 * @param taskQueues a worker's: the queues that it serves; a starter's and a trigger's: those on
 *     which it may start; empty: none
 * @param workflowTypes the types that it may start, as a client or as a child; {@code *}: any;
 *     empty: none
 * @param childQueues a worker's: further queues on which its workflows may start children and
 *     nothing else; empty: none
 * @param idPrefix what every id of the tenant begins with; empty in a dedicated namespace, and for
 *     a workload of the platform
 * @param credentials the kinds of credential that the namespace accepts; never empty
 */
public record NamespaceGrant(
    String namespace,
    Layout layout,
    DelegationRule delegations,
    Set<String> taskQueues,
    Set<String> workflowTypes,
    Set<String> childQueues,
    String idPrefix,
    Set<CredentialKind> credentials) {

  private static final String ANY = "*";

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if the namespace is empty or no credential is accepted
   */
  public NamespaceGrant {
    taskQueues = Set.copyOf(taskQueues);
    workflowTypes = Set.copyOf(workflowTypes);
    childQueues = Set.copyOf(childQueues);
    credentials = Set.copyOf(credentials);
    if (namespace.isEmpty() || credentials.isEmpty()) {
      throw new IllegalArgumentException("grant: without namespace or credential kind");
    }
  }

  /** Whether the workload may use the queue here. */
  public boolean hasQueue(String taskQueue) {
    return taskQueues.contains(taskQueue);
  }

  /** Whether a workflow of the workload's may have a child on the queue. */
  public boolean hasChildQueue(String taskQueue) {
    return hasQueue(taskQueue) || childQueues.contains(taskQueue);
  }

  /** Whether the workload may start this type here, as a client or as a child. */
  public boolean mayStart(String workflowType) {
    return workflowTypes.contains(workflowType) || workflowTypes.contains(ANY);
  }

  /** Whether an id of a workflow, schedule, activity or operation is the tenant's. */
  public boolean ownsId(String id) {
    return !id.isEmpty() && id.startsWith(idPrefix);
  }
}
