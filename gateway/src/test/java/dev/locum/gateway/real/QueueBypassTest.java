package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ScheduleActivityTaskCommandAttributes;
import dev.locum.temporalapi.common.v1.ActivityType;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.taskqueue.v1.StickyExecutionAttributes;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bob after Alice's tasks: each attack works at a bare Temporal, is refused by the gateway, and
 * leaves Alice's work to end well. The number is that of the list in the threat model.
 */
@Tag("both-temporals")
@InRealWorld({"called-sticky", "sticky", "plain", "token", "id", "shutdown"})
final class QueueBypassTest {

  private final RealWorld world;

  private final Party bare;
  private final Party alice;
  private final Party bob;
  private final Party aliceStarter;

  QueueBypassTest(RealWorld world) {
    this.world = world;
    this.bare = world.bare();
    this.alice = world.through("alice-worker");
    this.bob = world.through("bob-worker");
    this.aliceStarter = world.through("alice-starter");
  }

  /** At a bare Temporal, the task is lost to its owner, although the thief gets nothing either. */
  @Test
  @Tag("real-temporal")
  @Bypass(value = 1, unharmed = "what a worker calls sticky gets a name of its own")
  void bypass_05_5_01_aVictimsQueueCalledSticky_losesNoTask() {
    TaskQueue attacked = sticky("alice-called-sticky", "bob-called-sticky");
    bare.start("alice.called-sticky-1", "alice-called-sticky");
    bare.glance(attacked);
    assertThat(bare.glance(queue("alice-called-sticky")).getTaskToken()).as("lost").isEmpty();
    bare.terminate("alice.called-sticky-1");

    aliceStarter.start("alice.called-sticky-2", "alice-called-sticky");
    PollWorkflowTaskQueueResponse got = bob.glance(attacked);

    assertThat(got.getTaskToken()).isEmpty();
    assertFinishes("alice.called-sticky-2", "alice-called-sticky");
  }

  @Test
  @Tag("real-temporal")
  @Bypass(1)
  void bypass_05_5_01_aVictimsStickyQueueCalledNormal_isRefused() throws Exception {
    TaskQueue atTemporal = queue("locum.sticky/alice/alice-worker/host");
    waitingSticky("alice.sticky-1");
    Future<PollWorkflowTaskQueueResponse> thief = openPoll(bare, atTemporal, atTemporal, "thief");
    signal("alice.sticky-1");
    assertThat(thief.get(60, TimeUnit.SECONDS).getWorkflowExecution().getWorkflowId())
        .as("stolen")
        .isEqualTo("alice.sticky-1");
    bare.terminate("alice.sticky-1");

    waitingSticky("alice.sticky-2");
    Future<PollWorkflowTaskQueueResponse> own =
        openPoll(alice, sticky("host", "alice-sticky"), atTemporal, "owner");
    world.attacks().refused(DenialReason.ACTION_NOT_ALLOWED, () -> bob.glance(atTemporal));
    signal("alice.sticky-2");
    alice.answer(own.get(60, TimeUnit.SECONDS).getTaskToken(), Party.completion());

    assertThat(aliceStarter.status("alice.sticky-2"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  @Test
  @Bypass(1)
  void bypass_05_5_01_aVictimsQueue_isNotPolled() {
    bare.start("alice.plain-1", "alice-plain");
    assertThat(bare.poll("alice-plain").getWorkflowExecution().getWorkflowId())
        .as("stolen")
        .isEqualTo("alice.plain-1");
    bare.terminate("alice.plain-1");

    aliceStarter.start("alice.plain-2", "alice-plain");
    world.attacks().refused(DenialReason.ACTION_NOT_ALLOWED, () -> bob.poll("alice-plain"));

    assertFinishes("alice.plain-2", "alice-plain");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 3,
      in = {Layout.SHARED, Layout.DEDICATED})
  void bypass_05_5_03_temporalsOwnQueues_areRefused(Layout layout) {
    String namespace = new Ground(world, layout).attackers();
    Party anybody = bare.in(namespace);
    Party worker = bob.in(namespace);
    Party starter = world.through("bob-starter").in(namespace);
    for (String name : List.of("temporal-sys-other", "temporal-system")) {
      anybody.start("bob.at-" + name, name);
      assertThat(anybody.poll(name).getTaskToken()).as("stolen").isNotEmpty();
      anybody.terminate("bob.at-" + name);

      world.attacks().refused(DenialReason.ACTION_NOT_ALLOWED, () -> worker.poll(name));
      world
          .attacks()
          .refused(DenialReason.ACTION_NOT_ALLOWED, () -> starter.start("bob.at-" + name, name));
    }
    anybody.glance(queue("temporal-sys-per-ns-tq"));
    world
        .attacks()
        .refused(DenialReason.ACTION_NOT_ALLOWED, () -> worker.poll("temporal-sys-per-ns-tq"));
  }

  @Test
  @Tag("real-temporal")
  @Bypass(4)
  void bypass_05_5_04_forgedAndStolenTokens_completeNothing() {
    PollActivityTaskQueueResponse victims = activity(bare, bare, "alice.token-1", "alice-token");
    PollActivityTaskQueueResponse own = activity(bare, bare, "bob.token-1", "bob-token");
    complete(bare, forged(own.getTaskToken(), victims.getWorkflowExecution()));
    assertThat(bare.history("alice.token-1"))
        .as("completed by somebody else")
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
    bare.terminate("alice.token-1");
    bare.terminate("bob.token-1");

    PollActivityTaskQueueResponse task =
        activity(aliceStarter, alice, "alice.token-2", "alice-token");
    ByteString stolen = task.getTaskToken();
    ByteString forged = forged(own.getTaskToken(), task.getWorkflowExecution());

    for (ByteString token :
        List.of(stolen, forged, stolen.substring(0, stolen.size() - 1), ByteString.EMPTY)) {
      world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> complete(bob, token));
    }
    world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> complete(alice, forged));
    complete(alice, stolen);
    assertFinishes("alice.token-2", "alice-token");
  }

  @Test
  @Bypass(9)
  void bypass_05_5_09_aVictimsActivityById_isNotThere() {
    activity(bare, bare, "alice.id-1", "alice-id");
    completeById(bare, "alice.id-1");
    bare.terminate("alice.id-1");

    PollActivityTaskQueueResponse task = activity(aliceStarter, alice, "alice.id-2", "alice-id");
    world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> completeById(bob, "alice.id-2"));

    complete(alice, task.getTaskToken());
    assertFinishes("alice.id-2", "alice-id");
  }

  @Test
  @Tag("real-temporal")
  @Bypass(17)
  void bypass_05_5_17_aShutdownOfAVictimsQueue_endsNoPoll() throws Exception {
    TaskQueue shut = queue("alice-shutdown");
    Future<PollWorkflowTaskQueueResponse> open = openPoll(bare, shut, shut, "victim-1");
    shutdown(bare, "alice-shutdown", "");
    assertThat(open.get(45, TimeUnit.SECONDS).getTaskToken()).as("ended early").isEmpty();

    Future<PollWorkflowTaskQueueResponse> polling = openPoll(alice, shut, shut, "victim-2");
    shutdown(bob, "alice-shutdown", "");
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED, () -> shutdown(bob, "bob-host", "alice-shutdown"));

    aliceStarter.start("alice.shutdown-1", "alice-shutdown");
    alice.answer(polling.get(60, TimeUnit.SECONDS).getTaskToken(), Party.completion());
    assertThat(aliceStarter.status("alice.shutdown-1"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  private void assertFinishes(String workflowId, String queue) {
    alice.finishNext(queue);
    assertThat(aliceStarter.status(workflowId))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  private Future<PollWorkflowTaskQueueResponse> openPoll(
      Party party, TaskQueue queue, TaskQueue atTemporal, String identity) {
    return new OpenPolls(bare)
        .open(
            party,
            PollWorkflowTaskQueueRequest.newBuilder()
                .setTaskQueue(queue)
                .setIdentity(identity)
                .build(),
            atTemporal);
  }

  private static void shutdown(Party party, String stickyQueue, String queue) {
    party
        .calls()
        .shutdownWorker(
            ShutdownWorkerRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setStickyTaskQueue(stickyQueue)
                .setTaskQueue(queue)
                .setIdentity("by-hand")
                .build());
  }

  /** Alice's workflow, whose next task is for her sticky queue. */
  private void waitingSticky(String workflowId) {
    aliceStarter.start(workflowId, "alice-sticky");
    alice
        .calls()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setTaskToken(alice.poll("alice-sticky").getTaskToken())
                .setStickyAttributes(
                    StickyExecutionAttributes.newBuilder()
                        .setWorkerTaskQueue(sticky("host", "alice-sticky"))
                        .setScheduleToStartTimeout(seconds(60)))
                .build());
  }

  private void signal(String workflowId) {
    aliceStarter
        .calls()
        .signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowExecution(Party.execution(workflowId))
                .setSignalName("go on")
                .build());
  }

  /** An activity that has been started, of a workflow that waits for it. */
  private static PollActivityTaskQueueResponse activity(
      Party starter, Party worker, String workflowId, String queue) {
    starter.start(workflowId, queue);
    Command schedule =
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
            .setScheduleActivityTaskCommandAttributes(
                ScheduleActivityTaskCommandAttributes.newBuilder()
                    .setActivityId("charge")
                    .setActivityType(ActivityType.newBuilder().setName("Charge"))
                    .setTaskQueue(queue(queue))
                    .setStartToCloseTimeout(seconds(300)))
            .build();
    worker.answer(worker.poll(queue).getTaskToken(), schedule);
    return worker.pollActivity(queue);
  }

  private static void complete(Party party, ByteString token) {
    party
        .calls()
        .respondActivityTaskCompleted(
            RespondActivityTaskCompletedRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setTaskToken(token)
                .build());
  }

  private static void completeById(Party party, String workflowId) {
    party
        .calls()
        .respondActivityTaskCompletedById(
            RespondActivityTaskCompletedByIdRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowId(workflowId)
                .setActivityId("charge")
                .build());
  }

  /** Temporal's own token of one's own activity, with the workflow and run of another's in it. */
  private static ByteString forged(ByteString own, WorkflowExecution victim) {
    try {
      return UnknownFieldSet.parseFrom(own).toBuilder()
          .clearField(2)
          .mergeField(2, text(victim.getWorkflowId()))
          .clearField(3)
          .mergeField(3, text(victim.getRunId()))
          .build()
          .toByteString();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("Temporal's token is of another form", e);
    }
  }

  private static UnknownFieldSet.Field text(String value) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(value))
        .build();
  }

  private static TaskQueue queue(String name) {
    return TaskQueue.newBuilder().setName(name).build();
  }

  private static TaskQueue sticky(String name, String normalName) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(normalName)
        .build();
  }

  private static Duration seconds(int seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
