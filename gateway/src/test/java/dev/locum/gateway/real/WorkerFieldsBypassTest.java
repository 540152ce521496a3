package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.locum.temporalapi.common.v1.ActivityType;
import dev.locum.temporalapi.common.v1.Link;
import dev.locum.temporalapi.enums.v1.ActivityExecutionStatus;
import dev.locum.temporalapi.enums.v1.TaskQueueType;
import dev.locum.temporalapi.enums.v1.WorkerStatus;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.worker.v1.WorkerHostInfo;
import dev.locum.temporalapi.workflowservice.v1.DescribeActivityExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeActivityExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkersRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.StartActivityExecutionRequest;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bob by way of what lies beside the work: heartbeats and keys of workers, links, and activities
 * without a workflow. Each attack works at a bare Temporal; through the gateway it is refused, or
 * touches Bob's own alone.
 */
@Tag("real-temporal")
@InRealWorld({"beat", "end", "link", "alone"})
final class WorkerFieldsBypassTest {

  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(40);

  private static final String RUN = "7b9c1c3e-6d0f-4c3a-9a43-2f3a5c1f0a11";

  private final RealWorld world;

  private final Party bare;
  private final Party alice;
  private final Party bob;
  private final Party aliceStarter;
  private final Party bobStarter;

  WorkerFieldsBypassTest(RealWorld world) {
    this.world = world;
    this.bare = world.bare();
    this.alice = world.through("alice-worker");
    this.bob = world.through("bob-worker");
    this.aliceStarter = world.through("alice-starter");
    this.bobStarter = world.through("bob-starter");
  }

  /** A heartbeat under another worker's key hides that worker, and tells of a stranger instead. */
  @Test
  @Bypass({16, 29})
  void bypass_05_5_29_aHeartbeatUnderAVictimsKey_hidesNobody() {
    heartbeat(bare, "alice.beat-1", "alice-beat", "alices-host");
    heartbeat(bare, "alice.beat-1", "bob-beat", "bobs-host");
    assertThat(hostOf("alice.beat-1")).as("at a bare Temporal").isEqualTo("bobs-host");

    heartbeat(alice, "beat-2", "alice-beat", "alices-host");
    assertThat(hostOf("alice.beat-2")).isEqualTo("alices-host");
    heartbeat(bob, "alice.beat-2", "bob-beat", "bobs-host");
    heartbeat(bob, "beat-2", "bob-beat", "bobs-host");

    assertThat(hostOf("alice.beat-2")).as("Alice's is as it was").isEqualTo("alices-host");
    assertThat(hostOf("bob.alice.beat-2")).as("and Bob's is his").isEqualTo("bobs-host");
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED,
            () -> heartbeat(bob, "beat-3", "alice-beat", "bobs-host"));
  }

  /** Hosts, process ids and queues of everybody. */
  @Test
  @Bypass(29)
  void bypass_05_5_29_workersOfASharedNamespace_areNotListed() {
    heartbeat(alice, "seen", "alice-beat", "alices-host");
    assertThat(hostOf("alice.seen")).isEqualTo("alices-host");
    assertThat(
            bare.calls()
                .listWorkers(ListWorkersRequest.newBuilder().setNamespace(RealWorld.SHARED).build())
                .toString())
        .contains("alice.seen");

    for (Party party : new Party[] {bob, bobStarter}) {
      world.attacks().refused(DenialReason.CALLER_NOT_ALLOWED, () -> host(party, "alice.seen"));
      world
          .attacks()
          .refused(
              DenialReason.CALLER_NOT_ALLOWED,
              () ->
                  party
                      .calls()
                      .listWorkers(
                          ListWorkersRequest.newBuilder().setNamespace(RealWorld.SHARED).build()));
    }
  }

  /** The end of a worker ends the polls that were made under its key. */
  @Test
  @Bypass(17)
  void bypass_05_5_17_theEndOfAWorkerUnderAVictimsKey_endsNoPoll() throws Exception {
    Future<PollWorkflowTaskQueueResponse> open = openPoll(bare, "alice.end-1", "victim-1");
    shutdown(bare, "alice.end-1", "alice-end");
    assertThat(open.get(45, TimeUnit.SECONDS).getTaskToken()).as("ended early").isEmpty();

    Future<PollWorkflowTaskQueueResponse> polling = openPoll(alice, "end-2", "victim-2");
    shutdown(bob, "alice.end-2", "bob-end");
    shutdown(bob, "end-2", "bob-end");
    world
        .attacks()
        .refused(DenialReason.ACTION_NOT_ALLOWED, () -> shutdown(bob, "alice.end-2", "alice-end"));

    aliceStarter.start("alice.end", "alice-end");
    alice.answer(polling.get(60, TimeUnit.SECONDS).getTaskToken(), Party.completion());
    assertThat(aliceStarter.status("alice.end"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  /** A link says that this came of that: it is shown beside both. */
  @Test
  @Bypass(5)
  void bypass_05_5_05_linksToAVictimsWork_areRefused() {
    Link event =
        Link.newBuilder()
            .setWorkflowEvent(
                Link.WorkflowEvent.newBuilder()
                    .setNamespace(RealWorld.SHARED)
                    .setWorkflowId("alice.link-1")
                    .setRunId(RUN))
            .build();
    Link namespace =
        Link.newBuilder()
            .setWorkflowEvent(
                Link.WorkflowEvent.newBuilder()
                    .setNamespace("alice-own")
                    .setWorkflowId("bob.link-1")
                    .setRunId(RUN))
            .build();
    Link job =
        Link.newBuilder().setBatchJob(Link.BatchJob.newBuilder().setJobId("alice.job")).build();
    Link activity =
        Link.newBuilder()
            .setActivity(
                Link.Activity.newBuilder()
                    .setNamespace(RealWorld.SHARED)
                    .setActivityId("alice.activity")
                    .setRunId(RUN))
            .build();
    linked(bare, event, namespace, job, activity);
    assertThat(bare.history("bob.link-1").get(0).getLinksCount()).as("kept").isEqualTo(4);
    bare.terminate("bob.link-1");

    world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> linked(bobStarter, event));
    world.attacks().refused(DenialReason.ENTITY_NOT_FOUND, () -> linked(bobStarter, namespace));
    world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> linked(bobStarter, job));
    world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> linked(bobStarter, activity));
  }

  private static void linked(Party party, Link... links) {
    party
        .calls()
        .startWorkflowExecution(
            Party.startOf("bob.link-1", "bob-link").addAllLinks(List.of(links)).build());
  }

  /** Nobody is granted one, so nothing would say what it may do (docs/adr/0046). */
  @Test
  @Bypass(28)
  void bypass_05_5_28_anActivityWithoutAWorkflow_isNotStartedThroughTheGateway() {
    alone(bare, "bob.alone-1", "alice-alone");
    assertThat(alone(bare, "bob.alone-1").getInfo().getActivityId()).isEqualTo("bob.alone-1");

    for (Party party : new Party[] {bobStarter, bob, aliceStarter}) {
      world
          .attacks()
          .refused(DenialReason.CALLER_NOT_ALLOWED, () -> alone(party, "bob.alone-2", "bob-alone"));
      world.attacks().refused(DenialReason.CALLER_NOT_ALLOWED, () -> alone(party, "bob.alone-1"));
    }
  }

  /** One that somebody starts around the gateway reaches no worker, and does not hang. */
  @Test
  @Bypass({24, 28})
  void bypass_05_5_28_anActivityWithoutAWorkflow_isNotDelivered() {
    alone(bare, "bob.alone-3", "bob-alone");
    assertThat(
            bob.calls()
                .pollActivityTaskQueue(
                    PollActivityTaskQueueRequest.newBuilder()
                        .setNamespace(RealWorld.SHARED)
                        .setTaskQueue(TaskQueue.newBuilder().setName("bob-alone"))
                        .setIdentity("by-hand")
                        .build())
                .getTaskToken())
        .isEmpty();
    world.attacks().withheld(DenialReason.DELEGATION_WRONG_WORKFLOW, world.attacks().last());

    Await.untilPasses(
        "it fails for good",
        PATIENCE,
        () ->
            assertThat(alone(bare, "bob.alone-3").getInfo().getStatus())
                .isEqualTo(ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_FAILED));
  }

  /** By id it is answered without a token, and without a workflow that could be somebody's. */
  @Test
  @Bypass(28)
  void bypass_05_5_28_anActivityWithoutAWorkflow_isNotAnsweredById() {
    alone(bare, "alice.alone-4", "alice-alone-4");
    bare.pollActivity("alice-alone-4");
    answerById(bare, "alice.alone-4");
    assertThat(alone(bare, "alice.alone-4").getInfo().getStatus())
        .as("at a bare Temporal")
        .isEqualTo(ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_COMPLETED);

    alone(bare, "alice.alone-5", "alice-alone-4");
    bare.pollActivity("alice-alone-4");
    for (Party party : new Party[] {bob, bobStarter, alice}) {
      world
          .attacks()
          .refused(DenialReason.WORK_NOT_FOUND, () -> answerById(party, "alice.alone-5"));
    }
    assertThat(alone(bare, "alice.alone-5").getInfo().getStatus())
        .isEqualTo(ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_RUNNING);
  }

  private static void alone(Party party, String activityId, String queue) {
    party
        .calls()
        .startActivityExecution(
            StartActivityExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setRequestId(UUID.randomUUID().toString())
                .setActivityId(activityId)
                .setActivityType(ActivityType.newBuilder().setName("Charge"))
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setStartToCloseTimeout(Duration.newBuilder().setSeconds(300))
                .build());
  }

  private static DescribeActivityExecutionResponse alone(Party party, String activityId) {
    return party
        .calls()
        .describeActivityExecution(
            DescribeActivityExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setActivityId(activityId)
                .build());
  }

  private static void answerById(Party party, String activityId) {
    party
        .calls()
        .respondActivityTaskCompletedById(
            RespondActivityTaskCompletedByIdRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setActivityId(activityId)
                .build());
  }

  private static void heartbeat(Party party, String key, String queue, String host) {
    party
        .calls()
        .recordWorkerHeartbeat(
            RecordWorkerHeartbeatRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setIdentity("by-hand")
                .addWorkerHeartbeat(
                    WorkerHeartbeat.newBuilder()
                        .setWorkerInstanceKey(key)
                        .setTaskQueue(queue)
                        .setStatus(WorkerStatus.WORKER_STATUS_RUNNING)
                        .setHostInfo(WorkerHostInfo.newBuilder().setHostName(host)))
                .build());
  }

  private String hostOf(String key) {
    return host(bare, key);
  }

  private static String host(Party party, String key) {
    return party
        .calls()
        .describeWorker(
            DescribeWorkerRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkerInstanceKey(key)
                .build())
        .getWorkerInfo()
        .getWorkerHeartbeat()
        .getHostInfo()
        .getHostName();
  }

  private Future<PollWorkflowTaskQueueResponse> openPoll(Party party, String key, String identity) {
    TaskQueue queue = TaskQueue.newBuilder().setName("alice-end").build();
    return new OpenPolls(bare)
        .open(
            party,
            PollWorkflowTaskQueueRequest.newBuilder()
                .setTaskQueue(queue)
                .setIdentity(identity)
                .setWorkerInstanceKey(key)
                .build(),
            queue);
  }

  private static void shutdown(Party party, String key, String queue) {
    party
        .calls()
        .shutdownWorker(
            ShutdownWorkerRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkerInstanceKey(key)
                .setTaskQueue(queue)
                .addTaskQueueTypes(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                .setIdentity("by-hand")
                .build());
  }
}
