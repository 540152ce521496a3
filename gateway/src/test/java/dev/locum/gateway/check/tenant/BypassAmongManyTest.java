package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.assertForwarded;
import static dev.locum.gateway.check.tenant.Attempts.check;
import static dev.locum.gateway.check.tenant.Attempts.forwarded;
import static dev.locum.gateway.check.tenant.Attempts.isFor;
import static dev.locum.gateway.check.tenant.Attempts.multi;
import static dev.locum.gateway.check.tenant.Attempts.needs;
import static dev.locum.gateway.check.tenant.Attempts.normal;
import static dev.locum.gateway.check.tenant.Attempts.poll;
import static dev.locum.gateway.check.tenant.Attempts.request;
import static dev.locum.gateway.check.tenant.Attempts.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Callback;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.SearchAttributes;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.deployment.v1.WorkerDeploymentOptions;
import dev.locum.temporalapi.filter.v1.StatusFilter;
import dev.locum.temporalapi.query.v1.WorkflowQuery;
import dev.locum.temporalapi.update.v1.Request;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.workflowservice.v1.CountWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.CreateScheduleRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartBatchOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.TerminateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known ways around a gateway that reach for many at once, or act later, or in another form:
 * lists, schedules, batches, callbacks, orders, attributes. The number is that of the list in the
 * issue; those that name one thing of another tenant's are in BypassTest.
 */
final class BypassAmongManyTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);
  private static final Callback FORGED =
      Callback.newBuilder()
          .setNexus(Callback.Nexus.newBuilder().setUrl("temporal://system"))
          .build();

  private final TenantRules rules = Scene.rules();

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
            "temporal.api.workflowservice.v1.WorkflowService/AMethodOfAnotherVersion",
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
}
