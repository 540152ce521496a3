package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.TaskQueueRef;
import dev.locum.protocol.auth.v1.WorkloadKind;
import java.util.List;

/**
 * A workload that the fake auth service knows.
 *
 * @param id its id; its API key is {@code test-key-} and the id
 * @param kind what it is
 * @param tenant its tenant; empty for a workload of the platform
 * @param taskQueues the queues of namespace {@code default} that it owns
 */
public record FakeWorkload(String id, WorkloadKind kind, String tenant, List<String> taskQueues) {

  private static final String API_KEY_PREFIX = "test-key-";

  public FakeWorkload {
    taskQueues = List.copyOf(taskQueues);
  }

  /** A worker of a tenant, on queues of namespace {@code default}. */
  public static FakeWorkload worker(String id, String tenant, String... taskQueues) {
    return new FakeWorkload(id, WorkloadKind.WORKLOAD_KIND_WORKER, tenant, List.of(taskQueues));
  }

  public static FakeWorkload trigger(String id) {
    return new FakeWorkload(id, WorkloadKind.WORKLOAD_KIND_TRIGGER, "", List.of());
  }

  public static FakeWorkload downstream(String id) {
    return new FakeWorkload(id, WorkloadKind.WORKLOAD_KIND_DOWNSTREAM, "", List.of());
  }

  /** A tenant's own client of Temporal, on queues of namespace {@code default}. */
  public static FakeWorkload starter(String id, String tenant, String... taskQueues) {
    return new FakeWorkload(id, WorkloadKind.WORKLOAD_KIND_STARTER, tenant, List.of(taskQueues));
  }

  public static FakeWorkload gateway(String id) {
    return new FakeWorkload(id, WorkloadKind.WORKLOAD_KIND_GATEWAY, "", List.of());
  }

  public static FakeWorkload operator(String id) {
    return new FakeWorkload(id, WorkloadKind.WORKLOAD_KIND_OPERATOR, "", List.of());
  }

  /** Its API key. Not a secret: it opens a fake. */
  public String apiKey() {
    return API_KEY_PREFIX + id;
  }

  List<TaskQueueRef> taskQueueRefs() {
    return taskQueues.stream()
        .map(queue -> TaskQueueRef.newBuilder().setNamespace("default").setTaskQueue(queue).build())
        .toList();
  }
}
