package dev.locum.worker.identity;

import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.UnverifiedDelegation;
import java.util.Optional;
import java.util.Set;

/**
 * What the auth service says that this worker is.
 *
 * @param workload the worker pool
 * @param tenant whose worker it is
 * @param queues the task queues that it owns; copied
 */
public record WorkerIdentity(WorkloadId workload, TenantId tenant, Set<TaskQueueName> queues) {

  public WorkerIdentity {
    queues = Set.copyOf(queues);
  }

  public boolean owns(String namespace, String taskQueue) {
    return queues.contains(new TaskQueueName(namespace, taskQueue));
  }

  /**
   * Whether work is addressed to this worker: its tenant, and a queue that both the delegation
   * permits and this worker owns. It is pure and needs no verified token, since it can only turn
   * work away.
   *
   * @return why not, a reason whose public one is {@code DELEGATION_NOT_HERE}; empty if it is
   */
  public Optional<DenialReason> misaddressed(
      UnverifiedDelegation delegation, String namespace, String taskQueue) {
    if (!tenant.value().equals(delegation.tenant())) {
      return Optional.of(DenialReason.DELEGATION_WRONG_TENANT);
    }
    if (!delegation.taskQueues().contains(taskQueue)) {
      return Optional.of(DenialReason.DELEGATION_WRONG_QUEUE);
    }
    if (!owns(namespace, taskQueue)) {
      return Optional.of(DenialReason.DELEGATION_WRONG_WORKLOAD);
    }
    return Optional.empty();
  }
}
