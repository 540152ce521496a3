package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.temporal.NotBegun;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Request;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ActivityFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Temporal hands out: whose it is, what it is sealed to, and how it goes back. */
final class DeliveryTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);
  private static final GatewayCaller DELEGATED =
      Scene.tenant("alice", CallerRole.WORKER, DelegationRule.REQUIRED);
  private static final Header HEADER =
      Header.newBuilder().putFields("locum-delegation", Payload.getDefaultInstance()).build();

  private final TenantRules rules = Scene.rules();

  @Test
  void task_deliveredAndAnswered_reachesTemporalUnderItsOwnToken() {
    PollActivityTaskQueueResponse delivered =
        (PollActivityTaskQueueResponse) delivered(WORKER, pollActivity(), activity()).response();

    RequestVerdict answer =
        check(
            WORKER,
            RespondActivityTaskCompletedRequest.newBuilder()
                .setTaskToken(delivered.getTaskToken())
                .build());

    assertThat(delivered.getTaskToken()).isNotEqualTo(Scene.TOKEN);
    assertThat(delivered.toBuilder().setTaskToken(Scene.TOKEN).build()).isEqualTo(activity());
    assertThat(((RequestVerdict.Forward) answer).request())
        .isEqualTo(
            RespondActivityTaskCompletedRequest.newBuilder()
                .setTaskToken(Scene.TOKEN)
                .setNamespace(Scene.SHARED)
                .build());
  }

  @Test
  void emptyPoll_isHandedOnAsItIs() {
    PollWorkflowTaskQueueResponse empty =
        PollWorkflowTaskQueueResponse.newBuilder().setPollerGroupId("g").build();

    assertThat(delivered(WORKER, pollWorkflow(), empty).response()).isEqualTo(empty);
  }

  @Test
  void bypass_05_5_24_aVictimsWorkflowTask_goesBackUnharmed() {
    PollWorkflowTaskQueueResponse task =
        workflow().toBuilder()
            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId("bob.order-1"))
            .setPollerGroupId("g")
            .build();

    ResponseVerdict.Withhold withheld = withheld(WORKER, pollWorkflow(), task);

    assertThat(withheld.reason().publicReason()).isEqualTo(DenialReason.DELEGATION_NOT_HERE);
    assertThat(withheld.response())
        .isEqualTo(PollWorkflowTaskQueueResponse.newBuilder().setPollerGroupId("g").build());
    assertThat(report(withheld))
        .isInstanceOfSatisfying(
            RespondWorkflowTaskFailedRequest.class,
            failed -> {
              assertThat(failed.getTaskToken()).isEqualTo(Scene.TOKEN);
              assertThat(failed.getNamespace()).isEqualTo(Scene.SHARED);
              assertThat(failed.getFailure().getApplicationFailureInfo().getNonRetryable())
                  .isFalse();
            });
  }

  @Test
  void bypass_05_5_24_aTaskOfAnotherQueue_goesBackUnharmed() {
    PollWorkflowTaskQueueResponse task =
        workflow().toBuilder()
            .setWorkflowExecutionTaskQueue(TaskQueue.newBuilder().setName("bob-orders"))
            .build();

    assertThat(report(withheld(WORKER, pollWorkflow(), task)))
        .isInstanceOf(RespondWorkflowTaskFailedRequest.class);
  }

  /** Whichever of its queues the server names, a sticky task is the workload's own. */
  @Test
  void stickyTask_underItsOwnStickyName_isDelivered() {
    PollWorkflowTaskQueueResponse own =
        workflow().toBuilder()
            .setWorkflowExecutionTaskQueue(
                TaskQueue.newBuilder().setName("locum.sticky/alice/alice-worker/host"))
            .build();
    PollWorkflowTaskQueueResponse others =
        workflow().toBuilder()
            .setWorkflowExecutionTaskQueue(
                TaskQueue.newBuilder().setName("locum.sticky/alice/alice-worker-2/host"))
            .build();

    delivered(WORKER, pollWorkflow(), own);
    withheld(WORKER, pollWorkflow(), others);
  }

  @Test
  void bypass_05_5_24_aVictimsQuery_isAnsweredAsFailed() {
    PollWorkflowTaskQueueResponse task =
        workflow().toBuilder()
            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId("bob.order-1"))
            .setQuery(WorkflowQuery.newBuilder().setQueryType("state"))
            .build();

    assertThat(report(withheld(WORKER, pollWorkflow(), task)))
        .isInstanceOfSatisfying(
            RespondQueryTaskCompletedRequest.class,
            failed ->
                assertThat(failed.getCompletedType())
                    .isEqualTo(QueryResultType.QUERY_RESULT_TYPE_FAILED));
  }

  @Test
  void bypass_05_5_24_28_aVictimsOrStandaloneActivity_isFailed() {
    PollActivityTaskQueueResponse victims =
        activity().toBuilder()
            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId("bob.order-1"))
            .build();
    PollActivityTaskQueueResponse standalone =
        activity().toBuilder().clearWorkflowExecution().build();

    for (PollActivityTaskQueueResponse task : List.of(victims, standalone)) {
      assertThat(report(withheld(WORKER, pollActivity(), task)))
          .isInstanceOf(RespondActivityTaskFailedRequest.class);
    }
  }

  @Test
  void startOfATask_isADelegationForThatExecution() {
    ResponseVerdict.Deliver deliver = delivered(DELEGATED, pollWorkflow(), workflow());

    assertThat(deliver.delegations())
        .containsExactly(
            new DelegationNeed(
                Place.DISPATCH,
                true,
                HEADER,
                new DelegationNeed.Target(
                    Scene.SHARED,
                    Scene.TYPE,
                    Scene.WORKFLOW,
                    "run-1",
                    "run-0",
                    Scene.QUEUE,
                    "alice.root",
                    "root-run")));
  }

  /** A task without its history's beginning brings none; its start was verified before. */
  @Test
  void stickyTask_asksForNoDelegation() {
    PollWorkflowTaskQueueResponse task = workflow().toBuilder().clearHistory().build();

    assertThat(delivered(DELEGATED, pollWorkflow(), task).delegations()).isEmpty();
  }

  @Test
  void bypass_05_5_22_queriesAndUpdatesInATask_areVerified() {
    WorkflowQuery query = WorkflowQuery.newBuilder().setHeader(HEADER).build();
    Request update = Request.newBuilder().setInput(Input.newBuilder().setHeader(HEADER)).build();
    PollWorkflowTaskQueueResponse task =
        workflow().toBuilder()
            .clearHistory()
            .putQueries("q", query)
            .addMessages(io.temporal.api.protocol.v1.Message.newBuilder().setBody(Any.pack(update)))
            .build();

    assertThat(delivered(DELEGATED, pollWorkflow(), task).delegations())
        .hasSize(2)
        .allMatch(need -> need.place() == Place.MESSAGE && need.header().equals(HEADER));
  }

  @Test
  void refusedStart_failsTheWorkflowForGood() {
    ResponseVerdict.Withhold withheld =
        refused(DELEGATED, pollWorkflow(), workflow(), DenialReason.DELEGATION_REVOKED);

    assertThat(withheld.response()).isEqualTo(PollWorkflowTaskQueueResponse.getDefaultInstance());
    assertThat(report(withheld))
        .isInstanceOfSatisfying(
            RespondWorkflowTaskCompletedRequest.class,
            completed -> {
              assertThat(completed.getTaskToken()).isEqualTo(Scene.TOKEN);
              assertThat(completed.getCommandsList())
                  .singleElement()
                  .satisfies(command -> {
                    assertThat(command.getCommandType())
                        .isEqualTo(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION);
                    var failure = command.getFailWorkflowExecutionCommandAttributes().getFailure();
                    assertThat(failure.getApplicationFailureInfo().getType())
                        .isEqualTo("locum.DELEGATION_REJECTED");
                    assertThat(failure.getApplicationFailureInfo().getNonRetryable()).isTrue();
                    assertThat(failure.getMessage()).doesNotContain("REVOKED");
                  });
            });
  }

  /** A worker that is merely the wrong one, or an authority that is away, must not kill it. */
  @ParameterizedTest
  @EnumSource(
      value = DenialReason.class,
      names = {"DELEGATION_WRONG_WORKLOAD", "AUTHORITY_UNAVAILABLE", "DELEGATION_NOT_HERE"})
  void startAtTheWrongWorker_isOfferedAgain(DenialReason reason) {
    assertThat(report(refused(DELEGATED, pollWorkflow(), workflow(), reason)))
        .isInstanceOf(RespondWorkflowTaskFailedRequest.class);
  }

  @Test
  void refusedUpdateOfARunningWorkflow_failsTheTaskAlone() {
    PollWorkflowTaskQueueResponse task =
        workflow().toBuilder()
            .clearHistory()
            .putQueries("q", WorkflowQuery.getDefaultInstance())
            .build();

    assertThat(report(refused(DELEGATED, pollWorkflow(), task, DenialReason.DELEGATION_EXPIRED)))
        .isInstanceOf(RespondWorkflowTaskFailedRequest.class);
  }

  @Test
  void refusedActivity_isFailedForGood_unlessAnotherWorkerMay() {
    assertThat(activityReport(DenialReason.DELEGATION_REVOKED)).isTrue();
    assertThat(activityReport(DenialReason.DELEGATION_WRONG_WORKLOAD)).isFalse();
  }

  /** The worker library's workflow side knows such a failure, and schedules the activity again. */
  @Test
  void countedAttemptThatDidNotBegin_isNotLost() {
    PollActivityTaskQueueResponse task =
        activity().toBuilder()
            .setAttempt(3)
            .setHeader(
                HEADER.toBuilder().putFields(LocumHeaders.RESCHEDULES, LocumHeaders.reschedules()))
            .build();

    Message report =
        report(refused(DELEGATED, pollActivity(), task, DenialReason.AUTHORITY_UNAVAILABLE));

    Throwable failure =
        DefaultDataConverter.STANDARD_INSTANCE.failureToException(
            ((RespondActivityTaskFailedRequest) report).getFailure());
    assertThat(
            NotBegun.in(
                new ActivityFailure(
                    "", 1, 2, "a", "1", RetryState.RETRY_STATE_UNSPECIFIED, "", failure)))
        .hasValueSatisfying(notBegun -> assertThat(NotBegun.attempt(notBegun)).hasValue(3));
  }

  private boolean activityReport(DenialReason reason) {
    Message report = report(refused(DELEGATED, pollActivity(), activity(), reason));
    return ((RespondActivityTaskFailedRequest) report)
        .getFailure()
        .getApplicationFailureInfo()
        .getNonRetryable();
  }

  /** Authority that ended while the poll was open yields no task. */
  @Test
  void bypass_05_5_25_aGrantThatEndedDuringAPoll_yieldsNoTask() {
    RequestVerdict.Forward forwarded = (RequestVerdict.Forward) check(WORKER, pollWorkflow());
    GatewayCaller now =
        new GatewayCaller(
            WORKER.workload(),
            CallerRole.WORKER,
            WORKER.tenant(),
            CredentialKind.CERTIFICATE,
            Map.of());

    ResponseVerdict verdict = rules.checkResponse(now, forwarded, workflow());

    assertThat(verdict).isInstanceOf(ResponseVerdict.Withhold.class);
    assertThat(report((ResponseVerdict.Withhold) verdict))
        .isInstanceOf(RespondWorkflowTaskFailedRequest.class);
  }

  @Test
  void bypass_05_5_06_aTaskThatNobodyAskedFor_isNotDeliveredWithAStart() {
    StartWorkflowExecutionResponse response =
        StartWorkflowExecutionResponse.newBuilder()
            .setRunId("run-1")
            .setEagerWorkflowTask(workflow())
            .build();

    ResponseVerdict.Withhold withheld =
        withheld(STARTER, SampleRequests.start(Scene.SHARED), response);

    assertThat(withheld.response())
        .isEqualTo(StartWorkflowExecutionResponse.newBuilder().setRunId("run-1").build());
    assertThat(report(withheld)).isInstanceOf(RespondWorkflowTaskFailedRequest.class);
  }

  @Test
  void bypass_05_5_10_rowsOfOthers_areLeftOut() {
    ListWorkflowExecutionsRequest list =
        ListWorkflowExecutionsRequest.newBuilder().setNamespace(Scene.SHARED).build();
    ListWorkflowExecutionsResponse response =
        ListWorkflowExecutionsResponse.newBuilder()
            .addExecutions(info("alice.a"))
            .addExecutions(info("bob.b"))
            .addExecutions(info("ALICE.c"))
            .build();

    assertThat(delivered(STARTER, list, response).response())
        .isEqualTo(
            ListWorkflowExecutionsResponse.newBuilder().addExecutions(info("alice.a")).build());
  }

  @Test
  void bypass_05_5_10_aPage_isGoodForItsTenantAndFilterAlone() {
    ListWorkflowExecutionsRequest list =
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setQuery("A = 1")
            .build();
    ListWorkflowExecutionsResponse page =
        ListWorkflowExecutionsResponse.newBuilder().setNextPageToken(Scene.TOKEN).build();
    ByteString sealed =
        ((ListWorkflowExecutionsResponse) delivered(STARTER, list, page).response())
            .getNextPageToken();

    RequestVerdict next = check(STARTER, list.toBuilder().setNextPageToken(sealed).build());

    assertThat(((ListWorkflowExecutionsRequest) ((RequestVerdict.Forward) next).request()))
        .returns(Scene.TOKEN, ListWorkflowExecutionsRequest::getNextPageToken);
    assertThat(check(STARTER, list.toBuilder().setNextPageToken(sealed).setQuery("B = 1").build()))
        .isInstanceOf(RequestVerdict.Deny.class);
    assertThat(
            check(Scene.bob(CallerRole.STARTER), list.toBuilder().setNextPageToken(sealed).build()))
        .isInstanceOf(RequestVerdict.Deny.class);
  }

  /** The task says where its history goes on; the next call takes it from there. */
  @Test
  void historyOfATask_goesOnWithTheTasksPage() {
    PollWorkflowTaskQueueResponse task =
        workflow().toBuilder().setNextPageToken(Scene.TOKEN).build();
    ByteString page =
        ((PollWorkflowTaskQueueResponse) delivered(WORKER, pollWorkflow(), task).response())
            .getNextPageToken();

    GetWorkflowExecutionHistoryRequest next = history().toBuilder().setNextPageToken(page).build();

    assertThat(((RequestVerdict.Forward) check(WORKER, next)).request())
        .isEqualTo(history().toBuilder().setNextPageToken(Scene.TOKEN).build());
    GetWorkflowExecutionHistoryRequest other =
        next.toBuilder()
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId("alice.other"))
            .build();
    assertThat(check(WORKER, other)).isInstanceOf(RequestVerdict.Deny.class);
  }

  /** Another workload of the tenant serves that queue; its headers are not for this one. */
  @Test
  void historyOfAnotherQueue_isNotAWorkers() {
    GetWorkflowExecutionHistoryResponse own =
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(workflow().getHistory())
            .build();
    GetWorkflowExecutionHistoryResponse others =
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(
                History.newBuilder()
                    .addEvents(
                        HistoryEvent.newBuilder()
                            .setWorkflowExecutionStartedEventAttributes(
                                WorkflowExecutionStartedEventAttributes.newBuilder()
                                    .setTaskQueue(TaskQueue.newBuilder().setName("alice-bank")))))
            .build();

    assertThat(delivered(WORKER, history(), own).response()).isEqualTo(own);
    assertThat(withheld(WORKER, history(), others).reason()).isEqualTo(DenialReason.WORK_NOT_FOUND);
    assertThat(delivered(STARTER, history(), others).response()).isEqualTo(others);
  }

  @Test
  void bypass_05_5_30_capabilities_sayWhatIsLetThrough() {
    GetSystemInfoResponse system =
        GetSystemInfoResponse.newBuilder()
            .setServerVersion("1.32.1")
            .setCapabilities(
                GetSystemInfoResponse.Capabilities.newBuilder()
                    .setEagerWorkflowStart(true)
                    .setNexus(true)
                    .setSdkMetadata(true))
            .build();

    assertThat(delivered(WORKER, GetSystemInfoRequest.getDefaultInstance(), system).response())
        .isEqualTo(
            GetSystemInfoResponse.newBuilder()
                .setServerVersion("1.32.1")
                .setCapabilities(
                    GetSystemInfoResponse.Capabilities.newBuilder().setSdkMetadata(true))
                .build());
  }

  /** The id is a part of every task token that could be forged. */
  @Test
  void bypass_05_5_30_aSharedNamespace_saysNothingOfOthers() {
    NamespaceInfo.Capabilities heartbeats =
        NamespaceInfo.Capabilities.newBuilder().setWorkerHeartbeats(true).build();
    DescribeNamespaceResponse full =
        DescribeNamespaceResponse.newBuilder()
            .setNamespaceInfo(
                NamespaceInfo.newBuilder()
                    .setName(Scene.SHARED)
                    .setId("uuid")
                    .setOwnerEmail("owner@example.org")
                    .putData("k", "v")
                    .setCapabilities(heartbeats.toBuilder().setWorkerCommands(true)))
            .setFailoverVersion(7)
            .build();

    assertThat(
            delivered(
                    WORKER,
                    DescribeNamespaceRequest.newBuilder().setNamespace(Scene.SHARED).build(),
                    full)
                .response())
        .isEqualTo(
            DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(
                    NamespaceInfo.newBuilder().setName(Scene.SHARED).setCapabilities(heartbeats))
                .build());
  }

  private ResponseVerdict.Deliver delivered(
      GatewayCaller caller, Message request, Message response) {
    ResponseVerdict verdict = answered(caller, request, response);
    assertThat(verdict).isInstanceOf(ResponseVerdict.Deliver.class);
    return (ResponseVerdict.Deliver) verdict;
  }

  private ResponseVerdict.Withhold withheld(
      GatewayCaller caller, Message request, Message response) {
    ResponseVerdict verdict = answered(caller, request, response);
    assertThat(verdict).isInstanceOf(ResponseVerdict.Withhold.class);
    return (ResponseVerdict.Withhold) verdict;
  }

  private ResponseVerdict.Withhold refused(
      GatewayCaller caller, Message request, Message response, DenialReason reason) {
    ResponseVerdict.Deliver deliver = delivered(caller, request, response);
    return deliver.withheld().withhold(deliver.delegations().getFirst(), reason, "");
  }

  private static Message report(ResponseVerdict.Withhold withheld) {
    assertThat(withheld.reports()).hasSize(1);
    return withheld.reports().getFirst().request();
  }

  private ResponseVerdict answered(GatewayCaller caller, Message request, Message response) {
    return rules.checkResponse(caller, (RequestVerdict.Forward) check(caller, request), response);
  }

  private RequestVerdict check(GatewayCaller caller, Message request) {
    String name = request.getDescriptorForType().getName();
    return rules.checkRequest(
        caller, Scene.method(name.substring(0, name.length() - "Request".length())), request);
  }

  private static Message pollWorkflow() {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setTaskQueue(SampleRequests.queue())
        .build();
  }

  private static Message pollActivity() {
    return PollActivityTaskQueueRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setTaskQueue(SampleRequests.queue())
        .build();
  }

  private static GetWorkflowExecutionHistoryRequest history() {
    return GetWorkflowExecutionHistoryRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setExecution(SampleRequests.execution())
        .build();
  }

  static PollWorkflowTaskQueueResponse workflow() {
    return PollWorkflowTaskQueueResponse.newBuilder()
        .setTaskToken(Scene.TOKEN)
        .setWorkflowExecution(SampleRequests.execution().toBuilder().setRunId("run-1"))
        .setWorkflowType(SampleRequests.type())
        .setWorkflowExecutionTaskQueue(SampleRequests.queue())
        .setHistory(
            History.newBuilder()
                .addEvents(
                    HistoryEvent.newBuilder()
                        .setWorkflowExecutionStartedEventAttributes(
                            WorkflowExecutionStartedEventAttributes.newBuilder()
                                .setHeader(HEADER)
                                .setTaskQueue(SampleRequests.queue())
                                .setFirstExecutionRunId("run-0")
                                .setRootWorkflowExecution(
                                    WorkflowExecution.newBuilder()
                                        .setWorkflowId("alice.root")
                                        .setRunId("root-run")))))
        .build();
  }

  static PollActivityTaskQueueResponse activity() {
    return PollActivityTaskQueueResponse.newBuilder()
        .setTaskToken(Scene.TOKEN)
        .setWorkflowNamespace(Scene.SHARED)
        .setWorkflowExecution(SampleRequests.execution().toBuilder().setRunId("run-1"))
        .setWorkflowType(SampleRequests.type())
        .setHeader(HEADER)
        .setActivityId("1")
        .build();
  }

  private static WorkflowExecutionInfo info(String workflowId) {
    return WorkflowExecutionInfo.newBuilder()
        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
        .build();
  }
}
