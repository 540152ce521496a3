package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import dev.locum.temporalapi.common.v1.Callback;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.SearchAttributes;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import dev.locum.temporalapi.enums.v1.WorkflowIdConflictPolicy;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.update.v1.Input;
import dev.locum.temporalapi.update.v1.Meta;
import dev.locum.temporalapi.update.v1.Request;
import dev.locum.temporalapi.update.v1.WaitPolicy;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest.Operation;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationResponse;
import dev.locum.temporalapi.workflowservice.v1.ListBatchOperationsRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bob starts what is Alice's, or what reaches into hers: each start works at a bare Temporal, is
 * refused by the gateway, and leaves her work to end well.
 */
@Tag("both-temporals")
@InRealWorld({"eager", "multi", "join", "kill", "call", "mark"})
final class StartBypassTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String DIVISION = "TemporalNamespaceDivision";

  private final RealWorld world;

  StartBypassTest(RealWorld world) {
    this.world = world;
  }

  /** The first task of a workflow comes with the answer to its start, and nobody has polled. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 6,
      in = {Layout.SHARED, Layout.DEDICATED})
  void tasksWithTheAnswer_goToNobodyWhoOnlyStarts(Layout layout) {
    Ground ground = new Ground(world, layout);
    StartWorkflowExecutionRequest stolen = eager(ground, ground.id("eager-1"));
    assertThat(ground.bare().calls().startWorkflowExecution(stolen).getEagerWorkflowTask())
        .as("at a bare Temporal")
        .extracting(PollWorkflowTaskQueueResponse::getTaskToken)
        .asString()
        .isNotEmpty();
    ground.bare().terminate(ground.id("eager-1"));

    StartWorkflowExecutionRequest through = eager(ground, ground.id("eager-2"));
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () -> ground.through("bob-starter").calls().startWorkflowExecution(through));
    StartWorkflowExecutionResponse own =
        ground.through("alice-starter").calls().startWorkflowExecution(through);
    assertThat(own.hasEagerWorkflowTask()).isFalse();
    ground.assertFinishes(ground.id("eager-2"), "alice-eager");
  }

  private static StartWorkflowExecutionRequest eager(Ground ground, String workflowId) {
    return Party.startOf(workflowId, "alice-eager")
        .setNamespace(ground.namespace())
        .setRequestEagerExecution(true)
        .build();
  }

  /** A start of what runs, which therefore starts nothing, with a message for it. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 7,
      in = {Layout.SHARED, Layout.DEDICATED})
  void updatesWithAStart_reachNoVictim(Layout layout) {
    Ground ground = new Ground(world, layout);
    ground.bare().start(ground.id("multi-1"), "alice-multi");
    ListenableFuture<ExecuteMultiOperationResponse> attack =
        WorkflowServiceGrpc.newFutureStub(world.bareChannel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .executeMultiOperation(updating(ground, ground.id("multi-1"), "bob-multi"));
    Await.untilPasses(
        "the update arrives at the victim's worker, at a bare Temporal",
        PATIENCE,
        () -> assertThat(messages(ground, ground.id("multi-1"))).isPositive());
    attack.cancel(true);
    ground.bare().terminate(ground.id("multi-1"));

    Party victim = ground.through("alice-starter");
    victim.start(ground.id("multi-2"), "alice-multi");
    int before = ground.bare().history(ground.id("multi-2")).size();
    Party bob = ground.through("bob-starter");
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () ->
                bob.calls()
                    .executeMultiOperation(updating(ground, ground.id("multi-2"), "bob-multi")));
    // The outer namespace is his own, what is inside is not.
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () ->
                bob.calls()
                    .executeMultiOperation(
                        updating(ground, ground.id("multi-2"), "bob-multi").toBuilder()
                            .setNamespace(ground.attackers())
                            .build()));

    assertThat(ground.bare().history(ground.id("multi-2"))).hasSize(before);
    ground.assertFinishes(ground.id("multi-2"), "alice-multi");
  }

  /** How many messages the next task of Alice's holds; it goes back. */
  private static int messages(Ground ground, String workflowId) {
    PollWorkflowTaskQueueResponse task = ground.bare().poll("alice-multi");
    assertThat(task.getWorkflowExecution().getWorkflowId()).isEqualTo(workflowId);
    if (task.getMessagesCount() == 0) {
      ground.bare().answerNothing(task.getTaskToken());
    }
    return task.getMessagesCount();
  }

  private static ExecuteMultiOperationRequest updating(
      Ground ground, String workflowId, String queue) {
    UpdateWorkflowExecutionRequest update =
        UpdateWorkflowExecutionRequest.newBuilder()
            .setNamespace(ground.namespace())
            .setWorkflowExecution(Party.execution(workflowId))
            .setWaitPolicy(
                WaitPolicy.newBuilder()
                    .setLifecycleStage(
                        UpdateWorkflowExecutionLifecycleStage
                            .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED))
            .setRequest(
                Request.newBuilder()
                    .setMeta(Meta.newBuilder().setUpdateId("bobs"))
                    .setInput(Input.newBuilder().setName("stop")))
            .build();
    return ExecuteMultiOperationRequest.newBuilder()
        .setNamespace(ground.namespace())
        .addOperations(
            Operation.newBuilder()
                .setStartWorkflow(
                    Party.startOf(workflowId, queue)
                        .setNamespace(ground.namespace())
                        .setWorkflowIdConflictPolicy(
                            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)))
        .addOperations(Operation.newBuilder().setUpdateWorkflow(update))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 8,
      in = {Layout.SHARED, Layout.DEDICATED})
  void startsUnderAVictimsId_neitherJoinNorEndIt(Layout layout) {
    Ground ground = new Ground(world, layout);
    String id = ground.id("conflict");
    StartWorkflowExecutionRequest join =
        conflicting(ground, id, WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
    StartWorkflowExecutionRequest kill =
        conflicting(
            ground, id, WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING);
    String run = ground.bare().start(id, "alice-join");
    assertThat(ground.bare().calls().startWorkflowExecution(join).getRunId())
        .as("the victim's")
        .isEqualTo(run);
    assertThat(ground.bare().calls().startWorkflowExecution(kill).getRunId()).isNotEqualTo(run);
    ground.bare().terminate(id);

    ground.through("alice-starter").start(id, "alice-join");
    Party bob = ground.through("bob-starter");
    for (StartWorkflowExecutionRequest attack : new StartWorkflowExecutionRequest[] {join, kill}) {
      world
          .attacks()
          .refused(
              ground.refusal(DenialReason.WORK_NOT_FOUND),
              () -> bob.calls().startWorkflowExecution(attack));
    }
    ground.assertFinishes(id, "alice-join");
  }

  private static StartWorkflowExecutionRequest conflicting(
      Ground ground, String workflowId, WorkflowIdConflictPolicy policy) {
    return Party.startOf(workflowId, "bob-kill")
        .setNamespace(ground.namespace())
        .setWorkflowIdConflictPolicy(policy)
        .build();
  }

  /** Temporal calls back whom the callback names, whosever it is, when Bob's workflow ends. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 12,
      in = {Layout.SHARED, Layout.DEDICATED})
  void callbacks_areNotAttached(Layout layout) {
    Ground ground = new Ground(world, layout);
    Party bare = world.bare().in(ground.attackers());
    String id = "bob.callback-" + layout.name();
    bare.calls().startWorkflowExecution(calling(ground, id + "-1"));
    assertThat(callbacks(bare, id + "-1")).as("attached at a bare Temporal").isOne();

    world
        .attacks()
        .refused(
            DenialReason.METHOD_NOT_ALLOWED,
            () ->
                world
                    .through("bob-starter")
                    .calls()
                    .startWorkflowExecution(calling(ground, id + "-2")));
  }

  private static StartWorkflowExecutionRequest calling(Ground ground, String workflowId) {
    return Party.startOf(workflowId, "bob-call")
        .setNamespace(ground.attackers())
        .addCompletionCallbacks(
            Callback.newBuilder()
                .setNexus(
                    Callback.Nexus.newBuilder()
                        .setUrl("temporal://system")
                        .putHeader("nexus-callback-token", "forged")))
        .build();
  }

  private static int callbacks(Party party, String workflowId) {
    return party
        .calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(party.namespace())
                .setExecution(Party.execution(workflowId))
                .build())
        .getCallbacksCount();
  }

  /** Temporal keeps its own batches beside the work; whoever marks a workflow so is among them. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Tag("real-temporal")
  @Bypass(
      value = {27, 32},
      in = {Layout.SHARED, Layout.DEDICATED})
  void reservedAttributes_areNotSet(Layout layout) {
    Ground ground = new Ground(world, layout);
    Party bare = world.bare().in(ground.attackers());
    String id = "bob.marked-" + layout.name();
    bare.calls().startWorkflowExecution(marked(ground, id + "-1"));
    Await.untilPasses(
        "it is among the batches, at a bare Temporal",
        PATIENCE,
        () ->
            assertThat(
                    bare.calls()
                        .listBatchOperations(
                            ListBatchOperationsRequest.newBuilder()
                                .setNamespace(ground.attackers())
                                .build())
                        .getOperationInfoList())
                .anyMatch(batch -> batch.getJobId().equals(id + "-1")));
    bare.terminate(id + "-1");

    Party starter = world.through("bob-starter").in(ground.attackers());
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED,
            () -> starter.calls().startWorkflowExecution(marked(ground, id + "-2")));
    starter.start(id + "-3", "bob-mark");
    Party worker = world.through("bob-worker").in(ground.attackers());
    ByteString task = worker.poll("bob-mark").getTaskToken();
    Command mark =
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
            .setUpsertWorkflowSearchAttributesCommandAttributes(
                UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                    .setSearchAttributes(division()))
            .build();
    world.attacks().replaced(DenialReason.ACTION_NOT_ALLOWED, () -> worker.answer(task, mark));
    assertThat(bare.history(id + "-3"))
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
        .doesNotContain(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    bare.terminate(id + "-3");
  }

  private static StartWorkflowExecutionRequest marked(Ground ground, String workflowId) {
    return Party.startOf(workflowId, "bob-call")
        .setNamespace(ground.attackers())
        .setSearchAttributes(division())
        .build();
  }

  private static SearchAttributes division() {
    return SearchAttributes.newBuilder()
        .putIndexedFields(
            DIVISION,
            Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .putMetadata("type", ByteString.copyFromUtf8("Keyword"))
                .setData(ByteString.copyFromUtf8("\"TemporalBatcher\""))
                .build())
        .build();
  }
}
