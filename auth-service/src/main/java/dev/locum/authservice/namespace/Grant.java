package dev.locum.authservice.namespace;

import java.util.Set;

/**
 * What a workload may touch in one namespace.
 *
 * @param namespace the namespace
 * @param taskQueues a worker's: the queues that it serves; a starter's and a trigger's: those on
 *     which it may start
 * @param workflowTypes the types that it may start, as a client or as a child; {@code *}: any
 * @param childQueues a worker's: further queues on which its workflows may start children
 * @param idPrefix what every id of the tenant begins with; empty: any id
 */
public record Grant(
    Namespace namespace,
    Set<String> taskQueues,
    Set<String> workflowTypes,
    Set<String> childQueues,
    String idPrefix) {

  /** A grant of who starts no children on queues of others. */
  public Grant(
      Namespace namespace, Set<String> taskQueues, Set<String> workflowTypes, String idPrefix) {
    this(namespace, taskQueues, workflowTypes, Set.of(), idPrefix);
  }

  /** Copies. */
  public Grant {
    taskQueues = Set.copyOf(taskQueues);
    workflowTypes = Set.copyOf(workflowTypes);
    childQueues = Set.copyOf(childQueues);
  }
}
