package dev.locum.worker.identity;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a worker may poll what it is configured to poll (S3-14, S3-56). */
public final class Registration {

  private Registration() {}

  /**
   * Requires that the worker owns every queue.
   *
   * @throws IllegalStateException naming the queues that it does not own and those that it does
   */
  public static void require(WorkerIdentity self, Collection<TaskQueueName> polled) {
    TreeSet<String> foreign = new TreeSet<>();
    for (TaskQueueName queue : polled) {
      if (!self.queues().contains(queue)) {
        foreign.add(queue.toString());
      }
    }
    if (!foreign.isEmpty()) {
      String own =
          self.queues().stream()
              .map(TaskQueueName::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      throw new IllegalStateException(
          "worker "
              + self.workload()
              + " may not poll "
              + String.join(", ", foreign)
              + " (expected: queues that the auth service lists as its own: "
              + own
              + ")");
    }
  }
}
