package dev.locum.gateway.check.poll;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.QueueNames;
import dev.locum.gateway.check.Refusals;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/** How a worker's own names are bound to it; shared by all calls that a worker makes. */
public final class WorkerFields {

  private WorkerFields() {}

  /**
   * The queue of a poll for workflow tasks.
   *
   * @throws DenialException if it is neither a granted queue nor a sticky one of a granted queue
   */
  public static TaskQueue polled(Call call, TaskQueue queue) {
    if (queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_STICKY) {
      requireQueue(call, queue.getNormalName(), "normal_name");
      return bound(call, queue);
    }
    normal(call, queue);
    return queue;
  }

  /**
   * A queue of the normal kind.
   *
   * @throws DenialException if it is another kind, or not granted
   */
  static void normal(Call call, TaskQueue queue) {
    if (!QueueNames.isNormal(queue)) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, "task_queue", "not of a kind to poll");
    }
    requireQueue(call, queue.getName(), "task_queue");
  }

  /**
   * Where a worker wants the next tasks of its workflow.
   *
   * @throws DenialException if it is not sticky, or of a queue that is not granted
   */
  public static TaskQueue sticky(Call call, TaskQueue queue) {
    if (queue.getKind() != TaskQueueKind.TASK_QUEUE_KIND_STICKY) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, "sticky_attributes", "not sticky");
    }
    if (!queue.getNormalName().isEmpty()) {
      requireQueue(call, queue.getNormalName(), "sticky_attributes");
    }
    return bound(call, queue);
  }

  /** A worker process by its key, which is known to the whole namespace. */
  public static String instanceKey(Call call, String key) {
    return key.isEmpty() || !call.isOneOfMany() || call.owns(key)
        ? key
        : call.grant().idPrefix() + key;
  }

  /**
   * Where Temporal would send orders to the worker: nowhere, since polls for them are refused.
   *
   * @throws DenialException if it is not even such a queue of this namespace
   */
  public static void requireOwnCommands(Call call, String queue) {
    if (!queue.isEmpty() && !QueueNames.isWorkerCommands(queue, call.namespace())) {
      throw Refusals.of(
          DenialReason.ACTION_NOT_ALLOWED, "worker_control_task_queue", "not of worker commands");
    }
  }

  private static void requireQueue(Call call, String name, String field) {
    if (name.isEmpty() || !call.mayUseQueue(name)) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, field, "a queue without grant");
    }
  }

  private static TaskQueue bound(Call call, TaskQueue queue) {
    if (queue.getName().isEmpty() || QueueNames.isReserved(queue.getName())) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, "task_queue", "a reserved name");
    }
    return queue.toBuilder().setName(QueueNames.sticky(call.caller(), queue.getName())).build();
  }
}
