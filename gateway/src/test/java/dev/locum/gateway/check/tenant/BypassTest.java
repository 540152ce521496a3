package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.answer;
import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.assertForwarded;
import static dev.locum.gateway.check.tenant.Attempts.forwarded;
import static dev.locum.gateway.check.tenant.Attempts.multi;
import static dev.locum.gateway.check.tenant.Attempts.normal;
import static dev.locum.gateway.check.tenant.Attempts.poll;
import static dev.locum.gateway.check.tenant.Attempts.sticky;
import static dev.locum.gateway.check.tenant.Attempts.update;
import static dev.locum.gateway.check.tenant.Attempts.withQueue;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.seal.SealKind;
import dev.locum.temporalapi.common.v1.Link;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.enums.v1.WorkflowIdConflictPolicy;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.TerminateWorkflowExecutionRequest;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known ways around a gateway that name something of another tenant's: queues, namespaces,
 * tokens, workflows. Each is tried on the rules; the number is that of the list in the issue. Those
 * that reach for many at once are in BypassAmongManyTest, those by a worker's own names in
 * WorkerBypassTest, by methods and headers in MethodBypassTest, what Temporal hands out in
 * DeliveryTest and ViewsTest, commands in CommandsTest, and every field at any depth in
 * EveryMentionTest.
 */
final class BypassTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);

  @ParameterizedTest
  @EnumSource(Layout.class)
  void bypass_05_5_01_aVictimsQueueCalledSticky_isNotPolled(Layout layout) {
    String namespace = Scene.namespace("alice", layout);
    PollWorkflowTaskQueueRequest attack =
        poll(namespace, sticky("bob-orders", Scene.QUEUE)).build();

    String polled =
        ((PollWorkflowTaskQueueRequest) forwarded(WORKER, attack)).getTaskQueue().getName();

    assertThat(polled).isEqualTo("locum.sticky/alice/alice-worker/bob-orders");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void bypass_05_5_01_aStickyPollWithoutAGrantedNormalQueue_isRefused(Layout layout) {
    String namespace = Scene.namespace("alice", layout);

    for (String normal : List.of("", "bob-orders")) {
      assertDenied(
          WORKER, poll(namespace, sticky("host", normal)).build(), DenialReason.ACTION_NOT_ALLOWED);
    }
  }

  @Test
  void bypass_05_5_01_aVictimsStickyQueueCalledNormal_isRefused() {
    String victims = "locum.sticky/bob/bob-worker/host";

    for (TaskQueue queue :
        List.of(normal(victims), normal("host:uuid"), sticky(victims, Scene.QUEUE))) {
      assertDenied(WORKER, poll(Scene.SHARED, queue).build(), DenialReason.ACTION_NOT_ALLOWED);
    }
  }

  /** Not even another workload of the same tenant. */
  @Test
  void bypass_05_5_01_aStickyQueue_isItsWorkloadsAlone() {
    GatewayCaller other =
        new GatewayCaller(
            new WorkloadId("alice-worker-2"),
            CallerRole.WORKER,
            Optional.of(new TenantId("alice")),
            CredentialKind.CERTIFICATE,
            WORKER.grants());
    PollWorkflowTaskQueueRequest poll = poll(Scene.SHARED, sticky("host", Scene.QUEUE)).build();

    assertThat(forwarded(WORKER, poll)).isNotEqualTo(forwarded(other, poll));
  }

  @Test
  void bypass_05_5_01_anActivityPollOfAnotherKind_isRefused() {
    for (TaskQueue queue :
        List.of(
            sticky(Scene.QUEUE, Scene.QUEUE),
            normal(Scene.QUEUE).toBuilder()
                .setKind(TaskQueueKind.TASK_QUEUE_KIND_WORKER_COMMANDS)
                .build())) {
      assertDenied(
          WORKER,
          PollActivityTaskQueueRequest.newBuilder()
              .setNamespace(Scene.SHARED)
              .setTaskQueue(queue)
              .build(),
          DenialReason.ACTION_NOT_ALLOWED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_sys/alice-orders/1",
        "/_sys/bob-orders/1",
        "temporal-sys-per-ns-tq",
        "temporal-sys-worker-controller-per-ns-tq",
        "temporal-system",
        "default-worker-tq",
        "temporal-sys/worker-commands/shared/key",
        "/temporal-sys/worker-commands/shared/key",
        "locum.sticky/alice/alice-worker/host"
      })
  void bypass_05_5_02_03_reservedQueues_areRefusedEvenWhereGranted(String name) {
    GatewayCaller worker = withQueue(CallerRole.WORKER, name);
    GatewayCaller starter = withQueue(CallerRole.STARTER, name);

    assertDenied(worker, poll(Scene.SHARED, normal(name)).build(), DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        starter,
        SampleRequests.start(Scene.SHARED).toBuilder().setTaskQueue(normal(name)).build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        starter,
        DescribeTaskQueueRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setTaskQueue(normal(name))
            .build(),
        DenialReason.ACTION_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Alice-orders", "alice-orders ", "alice-orders\u0000", "alice‑orders"})
  void bypass_05_5_02_namesThatLookAlike_areOtherNames(String name) {
    assertDenied(WORKER, poll(Scene.SHARED, normal(name)).build(), DenialReason.ACTION_NOT_ALLOWED);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void bypass_05_5_04_anAnswerWithoutNamespace_getsThatOfItsTask(Layout layout) {
    String namespace = Scene.namespace("alice", layout);
    RespondActivityTaskCompletedRequest answer =
        RespondActivityTaskCompletedRequest.newBuilder()
            .setTaskToken(Scene.token(SealKind.ACTIVITY_TASK, namespace))
            .build();

    RespondActivityTaskCompletedRequest forwarded =
        (RespondActivityTaskCompletedRequest) forwarded(WORKER, answer);

    assertThat(forwarded.getNamespace()).isEqualTo(namespace);
    assertThat(forwarded.getTaskToken()).isEqualTo(Scene.TOKEN);
  }

  @Test
  void bypass_05_5_04_anAnswerUnderAnotherNamespace_isRefused() {
    assertDenied(
        WORKER,
        RespondActivityTaskCompletedRequest.newBuilder()
            .setNamespace("alice-own")
            .setTaskToken(Scene.token(SealKind.ACTIVITY_TASK, Scene.SHARED))
            .build(),
        DenialReason.WORK_NOT_FOUND);
  }

  @Test
  void bypass_05_5_04_forgedStolenAndMisusedTokens_areRefused() {
    ByteString task = Scene.token(SealKind.ACTIVITY_TASK, Scene.SHARED);
    for (ByteString token :
        List.of(
            Scene.TOKEN,
            ByteString.EMPTY,
            Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED),
            Scene.token(SealKind.QUERY_TASK, Scene.SHARED),
            task.substring(0, task.size() - 1))) {
      assertDenied(WORKER, answer(token), DenialReason.WORK_NOT_FOUND);
    }
    assertDenied(Scene.bob(CallerRole.WORKER), answer(task), DenialReason.WORK_NOT_FOUND);
    assertForwarded(WORKER, answer(task));
  }

  @Test
  void bypass_05_5_04_aTaskOfAQueueThatIsNoLongerGranted_isNotAnswered() {
    assertDenied(
        withQueue(CallerRole.WORKER, "alice-mails"),
        answer(Scene.token(SealKind.ACTIVITY_TASK, Scene.SHARED)),
        DenialReason.ACTION_NOT_ALLOWED);
  }

  @Test
  void bypass_05_5_05_innerNamespacesIdsAndLinks_areRefused() {
    assertDenied(
        STARTER,
        DescribeNamespaceRequest.newBuilder().setId("uuid").build(),
        DenialReason.ENTITY_NOT_FOUND);
    assertDenied(
        STARTER,
        DescribeNamespaceRequest.newBuilder().setNamespace(Scene.SHARED).setId("uuid").build(),
        DenialReason.METHOD_NOT_ALLOWED);
    assertDenied(
        STARTER,
        SampleRequests.start(Scene.SHARED).toBuilder()
            .addLinks(
                Link.newBuilder()
                    .setWorkflowEvent(
                        Link.WorkflowEvent.newBuilder()
                            .setNamespace("bob-own")
                            .setWorkflowId(Scene.WORKFLOW)))
            .build(),
        DenialReason.ENTITY_NOT_FOUND);
    assertDenied(
        STARTER,
        multi(SampleRequests.start("bob-own"), update(Scene.WORKFLOW).build()),
        DenialReason.ENTITY_NOT_FOUND);
    assertDenied(
        STARTER,
        multi(
            SampleRequests.start(Scene.SHARED),
            update(Scene.WORKFLOW).setNamespace("bob-own").build()),
        DenialReason.ENTITY_NOT_FOUND);
  }

  /** A namespace that exists and one that does not look the same. */
  @ParameterizedTest
  @ValueSource(strings = {"bob-own", "nowhere", "", "SHARED", "shared "})
  void bypass_05_5_05_aNamespaceWithoutGrant_isNotThere(String namespace) {
    assertDenied(STARTER, SampleRequests.start(namespace), DenialReason.ENTITY_NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void bypass_05_5_06_theWishForAnEagerTask_isTakenOut(Layout layout) {
    String namespace = Scene.namespace("alice", layout);
    StartWorkflowExecutionRequest eager =
        SampleRequests.start(namespace).toBuilder().setRequestEagerExecution(true).build();

    assertThat(forwarded(STARTER, eager)).isEqualTo(SampleRequests.start(namespace));
    assertThat(
            forwarded(
                STARTER, multi(eager, update(Scene.WORKFLOW).setNamespace(namespace).build())))
        .isEqualTo(
            multi(
                SampleRequests.start(namespace),
                update(Scene.WORKFLOW).setNamespace(namespace).build()));
  }

  @Test
  void bypass_05_5_07_operationsOfTwoWorkflowsOrOfOtherForm_areRefused() {
    StartWorkflowExecutionRequest start = SampleRequests.start(Scene.SHARED);

    assertForwarded(STARTER, multi(start, update(Scene.WORKFLOW).build()));
    assertDenied(
        STARTER, multi(start, update("alice.other").build()), DenialReason.REQUEST_INVALID);
    assertDenied(STARTER, multi(start, update("bob.order").build()), DenialReason.WORK_NOT_FOUND);
    ExecuteMultiOperationRequest two =
        ExecuteMultiOperationRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .addOperations(
                ExecuteMultiOperationRequest.Operation.newBuilder().setStartWorkflow(start))
            .addOperations(
                ExecuteMultiOperationRequest.Operation.newBuilder().setStartWorkflow(start))
            .build();
    assertDenied(STARTER, two, DenialReason.METHOD_NOT_ALLOWED);
  }

  @Test
  void bypass_05_5_08_aVictimsWorkflowId_isRefusedUnderEveryPolicy() {
    for (WorkflowIdConflictPolicy policy : WorkflowIdConflictPolicy.values()) {
      if (policy == WorkflowIdConflictPolicy.UNRECOGNIZED) {
        continue;
      }
      assertDenied(
          STARTER,
          SampleRequests.start(Scene.SHARED).toBuilder()
              .setWorkflowId("bob.order-1")
              .setWorkflowIdConflictPolicy(policy)
              .build(),
          DenialReason.WORK_NOT_FOUND);
    }
  }

  /** The trigger's ids are everybody's, so that it never ends what runs. */
  @Test
  void bypass_05_5_08_theTrigger_endsNoRunningWorkByStarting() {
    assertDenied(
        Scene.platform(CallerRole.TRIGGER),
        SampleRequests.start(Scene.SHARED).toBuilder()
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING)
            .build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertForwarded(Scene.platform(CallerRole.TRIGGER), SampleRequests.start(Scene.SHARED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob.order-1", "order-1", "alice", "Alice.order", "", "xalice.order"})
  void bypass_05_5_09_workOfOthers_isNotThere(String workflowId) {
    WorkflowExecution execution = WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();

    assertDenied(
        STARTER,
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setWorkflowExecution(execution)
            .build(),
        DenialReason.WORK_NOT_FOUND);
    assertDenied(
        STARTER,
        QueryWorkflowRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setExecution(execution)
            .build(),
        DenialReason.WORK_NOT_FOUND);
    assertDenied(
        STARTER,
        RespondActivityTaskCompletedByIdRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setWorkflowId(workflowId)
            .setActivityId("1")
            .build(),
        DenialReason.WORK_NOT_FOUND);
  }

  /** Where the namespace is one's own, ids are free. */
  @Test
  void control_05_5_09_workInANamespaceOfOnesOwn_hasAnyId() {
    assertForwarded(
        STARTER,
        TerminateWorkflowExecutionRequest.newBuilder()
            .setNamespace("alice-own")
            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId("bob.order-1"))
            .build());
  }
}
