package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.filter.v1.StatusFilter;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.update.v1.Request;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known ways around a gateway, each tried on the rules; the number is that of the list in the
 * issue. What Temporal hands out is in DeliveryTest, commands are in CommandsTest, and every field
 * at any depth in EveryMentionTest.
 */
final class BypassTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);
  private static final Callback FORGED =
      Callback.newBuilder()
          .setNexus(Callback.Nexus.newBuilder().setUrl("temporal://system"))
          .build();

  private final TenantRules rules = Scene.rules();

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

  @Test
  void bypass_05_5_10_listsAndCounts_areNarrowedToTheTenant() {
    ListWorkflowExecutionsRequest list =
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setQuery("WorkflowType = 'Order' OR WorkflowId STARTS_WITH 'bob.'")
            .build();
    CountWorkflowExecutionsRequest count =
        CountWorkflowExecutionsRequest.newBuilder().setNamespace(Scene.SHARED).build();

    assertThat(((ListWorkflowExecutionsRequest) forwarded(STARTER, list)).getQuery())
        .isEqualTo(
            "WorkflowId STARTS_WITH 'alice.' AND (WorkflowType = 'Order' OR WorkflowId STARTS_WITH"
                + " 'bob.')");
    assertThat(((CountWorkflowExecutionsRequest) forwarded(STARTER, count)).getQuery())
        .isEqualTo("WorkflowId STARTS_WITH 'alice.'");
  }

  @Test
  void bypass_05_5_10_aFilterThatIsNotUnderstood_isRefused() {
    assertDenied(
        STARTER,
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setQuery("A = 1) OR (1 = 1")
            .build(),
        DenialReason.REQUEST_INVALID);
  }

  @Test
  void bypass_05_5_10_listsWithoutAPrefix_areRefused() {
    ListClosedWorkflowExecutionsRequest.Builder list =
        ListClosedWorkflowExecutionsRequest.newBuilder().setNamespace(Scene.SHARED);

    assertDenied(STARTER, list.build(), DenialReason.METHOD_NOT_ALLOWED);
    assertDenied(
        STARTER,
        list.setStatusFilter(StatusFilter.getDefaultInstance()).build(),
        DenialReason.METHOD_NOT_ALLOWED);
    assertForwarded(STARTER, list.setNamespace("alice-own").build());
  }

  @Test
  void bypass_05_5_10_pagesOfOthers_areRefused() {
    assertDenied(
        STARTER,
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setExecution(SampleRequests.execution())
            .setNextPageToken(ByteString.copyFromUtf8("forged"))
            .build(),
        DenialReason.REQUEST_INVALID);
  }

  @Test
  void bypass_05_5_11_schedulesAndBatches_areJudgedWhenDefined() {
    CreateScheduleRequest.Builder schedule =
        CreateScheduleRequest.newBuilder().setNamespace(Scene.SHARED).setScheduleId("alice.daily");
    schedule
        .getScheduleBuilder()
        .getActionBuilder()
        .getStartWorkflowBuilder()
        .setWorkflowId(Scene.WORKFLOW)
        .setWorkflowType(SampleRequests.type())
        .setTaskQueue(SampleRequests.queue());
    StartBatchOperationRequest.Builder batch =
        StartBatchOperationRequest.newBuilder().setNamespace(Scene.SHARED).setJobId("alice.job");

    assertForwarded(STARTER, schedule.build());
    assertDenied(
        STARTER, schedule.clone().setScheduleId("bob.daily").build(), DenialReason.WORK_NOT_FOUND);
    schedule
        .getScheduleBuilder()
        .getActionBuilder()
        .getStartWorkflowBuilder()
        .setWorkflowId("bob.x");
    assertDenied(STARTER, schedule.build(), DenialReason.WORK_NOT_FOUND);
    assertDenied(
        STARTER,
        batch.clone().setVisibilityQuery("WorkflowType = 'Order'").build(),
        DenialReason.METHOD_NOT_ALLOWED);
    assertDenied(STARTER, batch.clone().setJobId("bob.job").build(), DenialReason.WORK_NOT_FOUND);
  }

  @Test
  void bypass_05_5_12_callbacks_areRefusedOnStartAndUpdate() {
    assertDenied(
        STARTER,
        SampleRequests.start(Scene.SHARED).toBuilder().addCompletionCallbacks(FORGED).build(),
        DenialReason.METHOD_NOT_ALLOWED);
    UpdateWorkflowExecutionRequest update =
        update(Scene.WORKFLOW)
            .setRequest(Request.newBuilder().addCompletionCallbacks(FORGED))
            .build();
    assertDenied(STARTER, update, DenialReason.METHOD_NOT_ALLOWED);
    assertDenied(
        STARTER,
        multi(SampleRequests.start(Scene.SHARED), update),
        DenialReason.METHOD_NOT_ALLOWED);
  }

  @Test
  void bypass_05_5_16_ordersToWorkers_areNeverAskedFor() {
    PollWorkflowTaskQueueRequest poll =
        poll(Scene.SHARED, normal(Scene.QUEUE))
            .setWorkerControlTaskQueue("temporal-sys/worker-commands/shared/bobs-key")
            .setWorkerInstanceKey("bobs-key")
            .build();

    PollWorkflowTaskQueueRequest forwarded = (PollWorkflowTaskQueueRequest) forwarded(WORKER, poll);

    assertThat(forwarded.getWorkerControlTaskQueue()).isEmpty();
    assertThat(forwarded.getWorkerInstanceKey()).isEqualTo("alice.bobs-key");
    assertDenied(
        WORKER,
        poll.toBuilder().setWorkerControlTaskQueue("bob-orders").build(),
        DenialReason.ACTION_NOT_ALLOWED);
  }

  @Test
  void bypass_05_5_16_aHeartbeatUnderAVictimsKey_isTheAttackersOwn() {
    RecordWorkerHeartbeatRequest heartbeat =
        RecordWorkerHeartbeatRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .addWorkerHeartbeat(
                WorkerHeartbeat.newBuilder()
                    .setWorkerInstanceKey("bob.key")
                    .setTaskQueue(Scene.QUEUE))
            .build();

    RecordWorkerHeartbeatRequest forwarded =
        (RecordWorkerHeartbeatRequest) forwarded(WORKER, heartbeat);

    assertThat(forwarded.getWorkerHeartbeat(0).getWorkerInstanceKey()).isEqualTo("alice.bob.key");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void bypass_05_5_17_aShutdown_endsNoPollsOfOthers(Layout layout) {
    ShutdownWorkerRequest.Builder shutdown =
        ShutdownWorkerRequest.newBuilder()
            .setNamespace(Scene.namespace("alice", layout))
            .setStickyTaskQueue("bob-orders");

    assertThat(((ShutdownWorkerRequest) forwarded(WORKER, shutdown.build())).getStickyTaskQueue())
        .isEqualTo("locum.sticky/alice/alice-worker/bob-orders");
    assertDenied(
        WORKER, shutdown.setTaskQueue("bob-orders").build(), DenialReason.ACTION_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UpdateTaskQueueConfig",
        "SetWorkerDeploymentCurrentVersion",
        "SetWorkerDeploymentManager",
        "UpdateWorkerVersioningRules",
        "CreateWorkflowRule",
        "ListWorkers",
        "ListTaskQueuePartitions"
      })
  void bypass_05_5_18_19_29_whatMovesOrSeesEverybody_isRefusedAmongMany(String method) {
    Message request = request(method, Scene.SHARED);

    assertThat(rules.checkRequest(STARTER, Scene.method(method), request))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> assertThat(deny.reason()).isEqualTo(DenialReason.CALLER_NOT_ALLOWED));
    assertThat(rules.checkRequest(STARTER, Scene.method(method), request(method, "alice-own")))
        .isInstanceOf(RequestVerdict.Forward.class);
  }

  @Test
  void bypass_05_5_19_aVictimsDeployment_isRefused() {
    WorkerDeploymentOptions.Builder options =
        WorkerDeploymentOptions.newBuilder().setDeploymentName("bob.orders").setBuildId("1");

    assertDenied(
        WORKER,
        poll(Scene.SHARED, normal(Scene.QUEUE)).setDeploymentOptions(options).build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertForwarded(
        WORKER,
        poll(Scene.SHARED, normal(Scene.QUEUE))
            .setDeploymentOptions(options.setDeploymentName("alice.orders"))
            .build());
  }

  @Test
  void bypass_05_5_21_methodsOfOtherServicesAndForms_areRefused() {
    for (String method :
        List.of(
            "temporal.server.api.adminservice.v1.AdminService/DescribeMutableState",
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "temporal.api.workflowservice.v1.WorkflowService/startWorkflowExecution",
            "/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution",
            "temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution/",
            "temporal.api.workflowservice.v1.WorkflowService/PollWorkflowExecutionTimeSkipping",
            "")) {
      assertThat(rules.checkRequest(STARTER, method, SampleRequests.start(Scene.SHARED)))
          .isInstanceOfSatisfying(
              RequestVerdict.Deny.class,
              deny -> assertThat(deny.reason()).isEqualTo(DenialReason.METHOD_NOT_ALLOWED));
    }
  }

  @Test
  void bypass_05_5_21_aRequestOfAnotherMethod_isRefused() {
    assertThat(
            rules.checkRequest(
                STARTER,
                Scene.method("TerminateWorkflowExecution"),
                SampleRequests.start(Scene.SHARED)))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> assertThat(deny.reason()).isEqualTo(DenialReason.REQUEST_INVALID));
  }

  @Test
  void bypass_05_5_22_everyHeader_isADelegationToVerify() {
    GatewayCaller starter = Scene.tenant("alice", CallerRole.STARTER, DelegationRule.REQUIRED);
    Header header = Header.newBuilder().putFields("x", Payload.getDefaultInstance()).build();
    Message signal =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setWorkflowExecution(SampleRequests.execution())
            .setHeader(header)
            .build();
    Message query =
        QueryWorkflowRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setExecution(SampleRequests.execution())
            .setQuery(WorkflowQuery.newBuilder().setHeader(header))
            .build();
    Message start = SampleRequests.start(Scene.SHARED).toBuilder().setHeader(header).build();

    assertThat(needs(starter, signal)).singleElement().satisfies(need -> isFor(need, header));
    assertThat(needs(starter, query)).singleElement().satisfies(need -> isFor(need, header));
    assertThat(needs(starter, start))
        .singleElement()
        .satisfies(need -> {
          isFor(need, header);
          assertThat(need.target())
              .isEqualTo(
                  new DelegationNeed.Target(
                      Scene.SHARED, Scene.TYPE, Scene.WORKFLOW, "", "", Scene.QUEUE, "", ""));
        });
    assertThat(
            needs(
                starter, multi(SampleRequests.start(Scene.SHARED), update(Scene.WORKFLOW).build())))
        .hasSize(2);
  }

  @Test
  void bypass_05_5_23_aNamespaceDecides_whetherDelegationsAreNeeded() {
    Message start = SampleRequests.start(Scene.SHARED);

    assertThat(needs(STARTER, start)).isEmpty();
    assertThat(needs(Scene.tenant("alice", CallerRole.STARTER, DelegationRule.ALLOWED), start))
        .singleElement()
        .matches(need -> !need.required());
    assertThat(needs(Scene.tenant("alice", CallerRole.STARTER, DelegationRule.REQUIRED), start))
        .singleElement()
        .matches(DelegationNeed::required);
  }

  @Test
  void bypass_05_5_27_32_reservedAttributes_areRefused() {
    for (String name :
        List.of("TemporalNamespaceDivision", "TemporalPauseInfo", "BuildIds", "BatcherUser")) {
      assertDenied(
          STARTER,
          SampleRequests.start("alice-own").toBuilder()
              .setSearchAttributes(
                  SearchAttributes.newBuilder()
                      .putIndexedFields(name, Payload.getDefaultInstance()))
              .build(),
          DenialReason.ACTION_NOT_ALLOWED);
    }
    assertForwarded(
        STARTER,
        SampleRequests.start("alice-own").toBuilder()
            .setSearchAttributes(
                SearchAttributes.newBuilder()
                    .putIndexedFields("Customer", Payload.getDefaultInstance()))
            .build());
  }

  @Test
  void bypass_05_5_28_activitiesWithoutWorkflow_areRefused() {
    assertThat(
            rules.checkRequest(
                STARTER,
                Scene.method("StartActivityExecution"),
                request("StartActivityExecution", Scene.SHARED)))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> assertThat(deny.reason()).isEqualTo(DenialReason.CALLER_NOT_ALLOWED));
    assertDenied(
        WORKER,
        RespondActivityTaskCompletedByIdRequest.newBuilder()
            .setNamespace("alice-own")
            .setActivityId("standalone")
            .build(),
        DenialReason.WORK_NOT_FOUND);
  }

  /** A signal to it would change what the schedule starts, past every check of schedules. */
  @ParameterizedTest
  @ValueSource(strings = {"temporal-sys-scheduler:daily", "temporal-sys-worker-deployment:orders"})
  void bypass_more_aWorkflowBehindASchedule_isNotThere(String workflowId) {
    for (CallerRole role : CallerRole.values()) {
      assertThat(
              check(
                  Scene.caller(role),
                  TerminateWorkflowExecutionRequest.newBuilder()
                      .setNamespace("alice-own")
                      .setWorkflowExecution(
                          WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                      .build()))
          .isInstanceOf(RequestVerdict.Deny.class);
    }
    assertDenied(
        STARTER,
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace("alice-own")
            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
            .setSignalName("patch")
            .build(),
        DenialReason.WORK_NOT_FOUND);
  }

  /** A grant that lost its prefix must not become one for everybody's work. */
  @Test
  void sharedNamespaceWithoutPrefix_isNotThere() {
    GatewayCaller caller =
        new GatewayCaller(
            STARTER.workload(),
            CallerRole.STARTER,
            STARTER.tenant(),
            CredentialKind.CERTIFICATE,
            Map.of(
                Scene.SHARED,
                Scene.grant(Scene.SHARED, Layout.SHARED, DelegationRule.IGNORED, "alice", "")));

    assertDenied(caller, SampleRequests.start(Scene.SHARED), DenialReason.ENTITY_NOT_FOUND);
  }

  @Test
  void credentialThatTheNamespaceDoesNotAccept_seesNoNamespace() {
    GatewayCaller caller =
        new GatewayCaller(
            STARTER.workload(),
            CallerRole.STARTER,
            STARTER.tenant(),
            CredentialKind.API_KEY,
            STARTER.grants());

    assertDenied(caller, SampleRequests.start(Scene.SHARED), DenialReason.ENTITY_NOT_FOUND);
  }

  @Test
  void typeOrQueueWithoutGrant_isNotStarted() {
    assertForwarded(STARTER, SampleRequests.start("alice-own"));
    assertDenied(
        STARTER,
        SampleRequests.start("alice-own").toBuilder()
            .setWorkflowType(WorkflowType.newBuilder().setName("Refund"))
            .build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        STARTER,
        SampleRequests.start("alice-own").toBuilder().setTaskQueue(normal("other")).build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        STARTER,
        SampleRequests.start("alice-own").toBuilder().clearWorkflowType().build(),
        DenialReason.REQUEST_INVALID);
  }

  private static void isFor(DelegationNeed need, Header header) {
    assertThat(need.required()).isTrue();
    assertThat(need.header()).isEqualTo(header);
    assertThat(need.target().workflowId()).isEqualTo(Scene.WORKFLOW);
  }

  private List<DelegationNeed> needs(GatewayCaller caller, Message request) {
    return ((RequestVerdict.Forward) check(caller, request)).delegations();
  }

  private void assertForwarded(GatewayCaller caller, Message request) {
    assertThat(check(caller, request)).isInstanceOf(RequestVerdict.Forward.class);
  }

  private Message forwarded(GatewayCaller caller, Message request) {
    RequestVerdict verdict = check(caller, request);
    assertThat(verdict).isInstanceOf(RequestVerdict.Forward.class);
    return ((RequestVerdict.Forward) verdict).request();
  }

  private void assertDenied(GatewayCaller caller, Message request, DenialReason reason) {
    assertThat(check(caller, request))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> assertThat(deny.reason()).as(deny.detail()).isEqualTo(reason));
  }

  private RequestVerdict check(GatewayCaller caller, Message request) {
    String name = request.getDescriptorForType().getName();
    return rules.checkRequest(
        caller, Scene.method(name.substring(0, name.length() - "Request".length())), request);
  }

  private static Message request(String method, String namespace) {
    return SampleRequests.of(
        MethodCatalogue.compiled().find(Scene.method(method)).orElseThrow(), namespace);
  }

  private static Message answer(ByteString token) {
    return RespondActivityTaskCompletedRequest.newBuilder().setTaskToken(token).build();
  }

  private static GatewayCaller withQueue(CallerRole role, String queue) {
    GatewayCaller caller = Scene.alice(role);
    var grant = caller.grants().get(Scene.SHARED);
    return new GatewayCaller(
        caller.workload(),
        role,
        caller.tenant(),
        caller.provenBy(),
        Map.of(
            Scene.SHARED,
            new NamespaceGrant(
                grant.namespace(),
                grant.layout(),
                grant.delegations(),
                Set.of(queue),
                grant.workflowTypes(),
                grant.idPrefix(),
                grant.credentials())));
  }

  private static PollWorkflowTaskQueueRequest.Builder poll(String namespace, TaskQueue queue) {
    return PollWorkflowTaskQueueRequest.newBuilder().setNamespace(namespace).setTaskQueue(queue);
  }

  private static TaskQueue normal(String name) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL)
        .build();
  }

  private static TaskQueue sticky(String name, String normalName) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(normalName)
        .build();
  }

  private static UpdateWorkflowExecutionRequest.Builder update(String workflowId) {
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId));
  }

  private static ExecuteMultiOperationRequest multi(
      StartWorkflowExecutionRequest start, UpdateWorkflowExecutionRequest update) {
    return ExecuteMultiOperationRequest.newBuilder()
        .setNamespace(start.getNamespace().equals("alice-own") ? "alice-own" : Scene.SHARED)
        .addOperations(ExecuteMultiOperationRequest.Operation.newBuilder().setStartWorkflow(start))
        .addOperations(
            ExecuteMultiOperationRequest.Operation.newBuilder().setUpdateWorkflow(update))
        .build();
  }
}
