package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.fixture.SdkMessages;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Temporal would hand out: tasks that lie at the wrong place, that nobody vouches for, or that
 * come for a worker whose grant has ended, and delegations that were seen and used again. At a bare
 * Temporal they are had.
 */
@Tag("both-temporals")
@InRealWorld({"token", "mail", "unvouched", "ended", "replay"})
final class TaskBypassTest {

  /** What the auth service said is remembered for five. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(6);

  private final RealWorld world;

  TaskBypassTest(RealWorld world) {
    this.world = world;
  }

  /** Temporal's own tokens answer in anybody's hands. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 4,
      in = {Layout.SHARED, Layout.DEDICATED})
  void aTokenOfAVictimsTask_answersNothing(Layout layout) {
    Ground ground = new Ground(world, layout);
    ground.bare().start(ground.id("token-1"), "alice-token");
    ground.bare().answer(ground.bare().poll("alice-token").getTaskToken(), Party.completion());
    assertThat(ground.bare().status(ground.id("token-1")))
        .as("by anybody, at a bare Temporal")
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);

    ground.through("alice-starter").start(ground.id("token-2"), "alice-token");
    Party alice = ground.through("alice-worker");
    ByteString stolen = alice.poll("alice-token").getTaskToken();
    for (String namespace : new String[] {"", ground.namespace(), ground.attackers()}) {
      Party bob = world.through("bob-worker").in(namespace);
      world
          .attacks()
          .refused(DenialReason.WORK_NOT_FOUND, () -> bob.answer(stolen, Party.completion()));
    }
    alice.answer(stolen, Party.completion());
    assertThat(ground.bare().status(ground.id("token-2")))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  /** Somebody started Alice's workflow on Bob's queue, around the gateway. */
  @ParameterizedTest
  @EnumSource(names = "SHARED")
  @Bypass(24)
  void aVictimsTaskAtOnesOwnQueue_goesBack(Layout layout) {
    Ground ground = new Ground(world, layout);
    Party bare = ground.bare();
    bare.start(ground.id("mail-1"), "bob-mail");
    assertThat(bare.poll("bob-mail").getWorkflowExecution().getWorkflowId())
        .as("at a bare Temporal")
        .isEqualTo(ground.id("mail-1"));
    bare.terminate(ground.id("mail-1"));

    bare.start(ground.id("mail-2"), "bob-mail");
    assertNothingComes(ground.through("bob-worker"), "bob-mail");
    world.attacks().withheld(DenialReason.DELEGATION_WRONG_TENANT, world.attacks().last());

    assertThat(bare.status(ground.id("mail-2")))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    assertThat(bare.history(ground.id("mail-2")))
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    bare.terminate(ground.id("mail-2"));
  }

  /** Where delegations are required, what was started around the gateway has none. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = {23, 24},
      in = {Layout.SHARED, Layout.DEDICATED})
  void workThatNobodyVouchesFor_isNotDelivered(Layout layout) {
    Ground ground = new Ground(world, layout);
    Party bare = ground.bare();
    asking(ground, DelegationRule.DELEGATION_RULE_REQUIRED);
    try {
      bare.start(ground.id("unvouched-1"), "alice-unvouched");
      assertThat(bare.poll("alice-unvouched").getTaskToken()).as("at a bare Temporal").isNotEmpty();
      bare.terminate(ground.id("unvouched-1"));

      bare.start(ground.id("unvouched-2"), "alice-unvouched");
      assertNothingComes(ground.through("alice-worker"), "alice-unvouched");
      world.attacks().withheld(DenialReason.CONTEXT_MISSING, world.attacks().last());

      assertThat(bare.status(ground.id("unvouched-2")))
          .as("nothing hangs")
          .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
    } finally {
      asking(ground, DelegationRule.DELEGATION_RULE_ALLOWED);
    }
  }

  private void asking(Ground ground, DelegationRule rule) {
    world
        .gateway()
        .world()
        .with(
            (ground.isShared()
                    ? FakeNamespace.shared(ground.namespace())
                    : FakeNamespace.of(ground.namespace(), "alice"))
                .asking(rule));
    world.gateway().clock().advance(FORGOTTEN);
  }

  /** A poll outlives the grant that it was made under. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 25,
      in = {Layout.SHARED, Layout.DEDICATED})
  void aGrantThatEndsDuringAPoll_yieldsNoTask(Layout layout) throws Exception {
    Ground ground = new Ground(world, layout);
    Future<PollWorkflowTaskQueueResponse> anybodys = open(ground, ground.bare(), "anybody");
    ground.bare().start(ground.id("ended-1"), "alice-ended");
    assertThat(anybodys.get(60, TimeUnit.SECONDS).getTaskToken())
        .as("at a bare Temporal an open poll gets it")
        .isNotEmpty();
    ground.bare().terminate(ground.id("ended-1"));

    grant("alice-ended");
    Future<PollWorkflowTaskQueueResponse> polling =
        open(ground, ground.through("alice-other"), "other");
    Attacks.Attempt poll = world.attacks().last();
    Await.until("the open poll", this::isOneCallOpen);
    grant();
    ground.through("alice-starter").start(ground.id("ended-2"), "alice-ended");

    assertThat(polling.get(60, TimeUnit.SECONDS).getTaskToken()).isEmpty();
    world.attacks().withheld(DenialReason.DELEGATION_WRONG_QUEUE, poll);
    ground.assertFinishes(ground.id("ended-2"), "alice-ended");
  }

  private boolean isOneCallOpen() {
    try {
      return world.gateway().metrics().contains("locum_gateway_open_calls 1");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no metrics", e);
    }
  }

  /** Another worker of Alice's is granted that, from now on. */
  private void grant(String... queues) {
    world.gateway().world().with(FakeWorkload.worker("alice-other", "alice", queues));
    world.gateway().clock().advance(FORGOTTEN);
  }

  private static Future<PollWorkflowTaskQueueResponse> open(
      Ground ground, Party party, String identity) {
    return new OpenPolls(ground.bare())
        .open(
            party,
            PollWorkflowTaskQueueRequest.newBuilder()
                .setTaskQueue(TaskQueue.newBuilder().setName("alice-ended"))
                .setIdentity(identity)
                .build(),
            TaskQueue.newBuilder().setName("alice-ended").build());
  }

  /** Who can read a history has seen the delegation of a workflow. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 23,
      in = {Layout.SHARED, Layout.DEDICATED})
  void aDelegationThatWasSeen_startsNothingElse(Layout layout) {
    Ground ground = new Ground(world, layout);
    Header seen = delegation(ground, ground.id("replay-1"));
    StartWorkflowExecutionRequest.Builder bobs =
        Party.startOf("bob.replay-" + layout.name(), "bob-replay")
            .setNamespace(ground.attackers())
            .setHeader(seen);
    world.bare().calls().startWorkflowExecution(bobs.build());
    world.bare().in(ground.attackers()).terminate(bobs.getWorkflowId());

    world
        .attacks()
        .refused(
            DenialReason.DELEGATION_NOT_HERE,
            () -> world.through("bob-starter").calls().startWorkflowExecution(bobs.build()));
    StartWorkflowExecutionRequest other =
        Party.startOf(ground.id("replay-2"), "alice-replay")
            .setNamespace(ground.namespace())
            .setHeader(seen)
            .build();
    world
        .attacks()
        .refused(
            DenialReason.DELEGATION_REJECTED,
            () -> ground.through("alice-starter").calls().startWorkflowExecution(other));
  }

  private Header delegation(Ground ground, String workflowId) {
    var service = world.gateway().authService();
    String token =
        service.adopt(
            service
                .issuer()
                .delegationToken()
                .workflow(RealWorld.TYPE, workflowId)
                .namespace(ground.namespace())
                .taskQueues("alice-replay"));
    return Header.newBuilder()
        .putAllFields(
            SdkMessages.headers(
                LocumHeaders.encode(RawToken.of(token), new Principal("user-ada", "alice"))))
        .build();
  }

  /** The poll gets its answer, and there is no task in it. */
  private static void assertNothingComes(Party worker, String queue) {
    PollWorkflowTaskQueueResponse answer =
        WorkflowServiceGrpc.newBlockingStub(worker.channel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .pollWorkflowTaskQueue(
                PollWorkflowTaskQueueRequest.newBuilder()
                    .setNamespace(worker.namespace())
                    .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                    .setIdentity("by-hand")
                    .build());
    assertThat(answer.getTaskToken()).isEmpty();
  }
}
