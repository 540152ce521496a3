package dev.locum.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.StickyExecutionAttributes;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TenantLimitsTest {

  private static final GatewayCaller ALICE = caller("alice-worker", "alice");
  private static final GatewayCaller ALICES_OTHER = caller("alice-starter", "alice");
  private static final GatewayCaller BOB = caller("bob-worker", "bob");

  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService/";
  private static final String POLL = SERVICE + "PollWorkflowTaskQueue";
  private static final int VISIBILITY = 5;

  private final AtomicLong nanos = new AtomicLong();

  private TenantLimits limits(int calls, int open, long bytes) {
    return new TenantLimits(new TenantBounds(calls, VISIBILITY, open, bytes), nanos::get);
  }

  private static GatewayCaller caller(String workload, String tenant) {
    return new GatewayCaller(
        new WorkloadId(workload),
        CallerRole.WORKER,
        Optional.of(new TenantId(tenant)),
        CredentialKind.API_KEY,
        Map.of());
  }

  @Test
  void openCalls_areBoundedForTheWholeTenantAndNobodyElse() {
    TenantLimits limits = limits(1000, 2, 1000);

    assertThat(limits.begin(ALICE, POLL)).isTrue();
    assertThat(limits.begin(ALICES_OTHER, POLL)).isTrue();
    assertThat(limits.begin(ALICE, POLL)).isFalse();
    assertThat(limits.begin(BOB, POLL)).isTrue();

    limits.end(ALICES_OTHER);
    assertThat(limits.begin(ALICE, POLL)).isTrue();
  }

  @Test
  void heldAnswers_areBounded_butASingleOneIsNot() {
    TenantLimits limits = limits(1000, 100, 1000);

    assertThat(limits.hold(ALICE, 5000)).as("alone").isTrue();
    assertThat(limits.hold(ALICES_OTHER, 1)).isFalse();
    assertThat(limits.hold(BOB, 1000)).isTrue();
    limits.release(ALICE, 5000);

    assertThat(limits.hold(ALICE, 400)).isTrue();
    assertThat(limits.hold(ALICE, 101)).as("more than half for one workload").isFalse();
    assertThat(limits.hold(ALICE, 100)).isTrue();
    assertThat(limits.hold(ALICES_OTHER, 500)).isTrue();
    limits.release(ALICE, 100);
    assertThat(limits.hold(ALICES_OTHER, 1)).isFalse();
  }

  /** A task that finds no room would have to be given back. */
  @Test
  void polls_endBeforeTheRoomDoes_andThoseOfOtherWorkloadsGoOn() {
    TenantLimits limits = limits(1000, 100, 1000);
    assertThat(limits.hold(ALICE, 249)).isTrue();
    assertThat(limits.hasRoom(ALICE)).isTrue();

    assertThat(limits.hold(ALICE, 251)).isTrue();

    assertThat(limits.hasRoom(ALICE)).isFalse();
    assertThat(limits.hasRoom(ALICES_OTHER)).isTrue();
    assertThat(limits.hold(caller("alice-third", "alice"), 250)).isTrue();
    assertThat(limits.hasRoom(ALICES_OTHER)).as("the tenant's").isFalse();
    assertThat(limits.hasRoom(BOB)).isTrue();
    limits.release(ALICE, 500);
    assertThat(limits.hasRoom(ALICE)).isTrue();
  }

  /** Temporal keeps a sticky queue for five minutes after its last poll. */
  @Test
  void namesOfStickyQueues_areBoundedForTheWholeTenant_andComeBackWithTime() {
    TenantLimits limits = limits(1000, 2, 1000);
    for (int i = 0; i < 4; i++) {
      assertThat(limits.mayName(ALICE, sticky("host-" + i))).isTrue();
      assertThat(limits.mayName(ALICE, sticky("host-" + i))).as("the same").isTrue();
    }

    assertThat(limits.mayName(ALICES_OTHER, sticky("host-4"))).isFalse();
    assertThat(limits.mayName(ALICE, next("host-4"))).isFalse();
    assertThat(limits.mayName(ALICE, next("host-3"))).isTrue();
    assertThat(limits.mayName(BOB, sticky("host-4"))).isTrue();
    assertThat(limits.mayName(ALICE, PollWorkflowTaskQueueRequest.getDefaultInstance())).isTrue();

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(3));
    assertThat(limits.mayName(ALICE, sticky("host-0"))).isTrue();
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(3));
    assertThat(limits.mayName(ALICE, sticky("host-4"))).isTrue();
    assertThat(limits.mayName(ALICE, sticky("host-0"))).as("still polled").isTrue();
  }

  /** Temporal has room for a number of workers, of all tenants together. */
  @Test
  void workersThatHeartbeatsTellOf_areBounded() {
    TenantLimits limits = limits(1000, 2, 1000);
    for (int i = 0; i < TenantLimits.WORKERS; i++) {
      assertThat(limits.mayName(ALICE, heartbeat("worker-" + i))).isTrue();
    }

    assertThat(limits.mayName(ALICE, heartbeat("worker-0", "one-more"))).isFalse();
    assertThat(limits.mayName(ALICE, heartbeat("worker-0"))).isTrue();
    assertThat(limits.mayName(BOB, heartbeat("one-more"))).isTrue();
  }

  /** Polls for Nexus carry them, too, and are refused to everybody. */
  @Test
  void everyRequestThatTellsOfWorkers_countsTheirNames() {
    Set<String> uncounted =
        WorkflowServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(method -> (PrototypeMarshaller<?>) method.getRequestMarshaller())
            .map(marshaller -> (Message) marshaller.getMessagePrototype())
            .flatMap(request -> tellingOfOne(request).stream())
            .filter(request -> !KeptNames.workers(request).equals(List.of("worker")))
            .map(request -> request.getDescriptorForType().getName())
            .collect(Collectors.toSet());

    assertThat(uncounted).containsExactly("PollNexusTaskQueueRequest");
  }

  private static Optional<Message> tellingOfOne(Message request) {
    return request.getDescriptorForType().getFields().stream()
        .filter(field ->
            field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().equals(WorkerHeartbeat.getDescriptor()))
        .findFirst()
        .map(field -> with(request, field));
  }

  private static Message with(Message request, FieldDescriptor heartbeat) {
    WorkerHeartbeat one = WorkerHeartbeat.newBuilder().setWorkerInstanceKey("worker").build();
    Object value = heartbeat.isRepeated() ? List.of(one) : one;
    return request.newBuilderForType().setField(heartbeat, value).build();
  }

  private static PollWorkflowTaskQueueRequest sticky(String name) {
    return PollWorkflowTaskQueueRequest.newBuilder().setTaskQueue(stickyQueue(name)).build();
  }

  private static RespondWorkflowTaskCompletedRequest next(String name) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setStickyAttributes(
            StickyExecutionAttributes.newBuilder().setWorkerTaskQueue(stickyQueue(name)))
        .build();
  }

  private static TaskQueue stickyQueue(String name) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .build();
  }

  private static RecordWorkerHeartbeatRequest heartbeat(String... keys) {
    RecordWorkerHeartbeatRequest.Builder heartbeat = RecordWorkerHeartbeatRequest.newBuilder();
    for (String key : keys) {
      heartbeat.addWorkerHeartbeat(WorkerHeartbeat.newBuilder().setWorkerInstanceKey(key));
    }
    return heartbeat.build();
  }

  @Test
  void calls_comeBackWithTime() {
    TenantLimits limits = limits(2, 100, 1000);
    assertThat(limits.begin(ALICE, POLL)).isTrue();
    assertThat(limits.begin(ALICE, POLL)).isTrue();
    assertThat(limits.begin(ALICE, POLL)).isFalse();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(600));

    assertThat(limits.begin(ALICE, POLL)).isTrue();
  }

  @Test
  void refusedCalls_doNotCountAsOpen() {
    TenantLimits limits = limits(1, 2, 1000);
    assertThat(limits.begin(ALICE, POLL)).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(limits.begin(ALICE, POLL)).isFalse();
    }

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));

    assertThat(limits.begin(ALICE, POLL)).isTrue();
  }

  @Test
  void largeMessage_passesAndIsPaidForAfterwards() {
    TenantLimits limits = limits(1000, 100, 1000);
    assertThat(limits.carry(ALICE, 3000)).isTrue();
    assertThat(limits.carry(ALICE, 1)).isFalse();
    assertThat(limits.carry(BOB, 1)).isTrue();

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(limits.carry(ALICE, 1)).isFalse();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1500));
    assertThat(limits.carry(ALICE, 1)).isTrue();
  }

  /** Temporal allows a namespace few lists in a second, and the namespace may be everybody's. */
  @Test
  void listsAndCounts_areBoundedForTheWholeTenantAndNobodyElse() {
    TenantLimits limits = limits(1000, 100, 1000);
    for (int i = 0; i < VISIBILITY; i++) {
      assertThat(limits.begin(i % 2 == 0 ? ALICE : ALICES_OTHER, SERVICE + "ListSchedules"))
          .isTrue();
    }

    assertThat(limits.begin(ALICE, SERVICE + "ListWorkflowExecutions")).isFalse();
    assertThat(limits.begin(ALICES_OTHER, SERVICE + "CountWorkflowExecutions")).isFalse();
    assertThat(limits.begin(ALICE, POLL)).as("all else goes on").isTrue();
    assertThat(limits.begin(BOB, SERVICE + "ListWorkflowExecutions")).isTrue();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(400));
    assertThat(limits.begin(ALICE, SERVICE + "ScanWorkflowExecutions")).isTrue();
  }

  /** A trigger calls for all tenants; what they may cause there is bounded there. */
  @Test
  void workloadOfThePlatform_hasNotATenantsBounds() {
    TenantLimits limits = limits(2, 2, 1000);
    GatewayCaller trigger =
        new GatewayCaller(
            new WorkloadId("trigger"),
            CallerRole.TRIGGER,
            Optional.empty(),
            CredentialKind.API_KEY,
            Map.of());

    for (int i = 0; i < 1000; i++) {
      assertThat(limits.begin(trigger, SERVICE + "ListWorkflowExecutions")).isTrue();
    }
  }

  /** A list or count that a later Temporal adds is one of these, or searches nothing. */
  @Test
  void everyListAndCount_isLimitedOrSearchesNothing() {
    Set<String> searchNothing =
        Set.of(
            "CountWorkers",
            "ListClusters",
            "ListNamespaces",
            "ListNexusEndpoints",
            "ListScheduleMatchingTimes",
            "ListSearchAttributes",
            "ListTaskQueuePartitions",
            "ListWorkers",
            "ListWorkflowRules");

    assertThat(MethodCatalogue.compiled().all())
        .filteredOn(entry -> entry.name().matches("(Count|List|Scan)[A-Z].*"))
        .filteredOn(entry -> !searchNothing.contains(entry.name()))
        .allMatch(entry -> VisibilityCalls.has(entry.fullName()));
  }

  @Test
  void everyMethodThatSearches_isOneOfTemporals() {
    assertThat(VisibilityCalls.METHODS)
        .allMatch(method -> MethodCatalogue.compiled().find(method).isPresent());
  }
}
