package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Deliveries.HEADER;
import static dev.locum.gateway.check.tenant.Deliveries.activity;
import static dev.locum.gateway.check.tenant.Deliveries.check;
import static dev.locum.gateway.check.tenant.Deliveries.delivered;
import static dev.locum.gateway.check.tenant.Deliveries.pollActivity;
import static dev.locum.gateway.check.tenant.Deliveries.pollWorkflow;
import static dev.locum.gateway.check.tenant.Deliveries.refused;
import static dev.locum.gateway.check.tenant.Deliveries.report;
import static dev.locum.gateway.check.tenant.Deliveries.withheld;
import static dev.locum.gateway.check.tenant.Deliveries.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.fixture.SdkMessages;
import dev.locum.gateway.seal.SealKind;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.QueryResultType;
import dev.locum.temporalapi.query.v1.WorkflowQuery;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.update.v1.Input;
import dev.locum.temporalapi.update.v1.Request;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondQueryTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.temporal.NotBegun;
import io.temporal.api.enums.v1.RetryState;
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
          .isInstanceOfSatisfying(
              RespondActivityTaskFailedRequest.class,
              failed ->
                  assertThat(failed.getFailure().getApplicationFailureInfo().getNonRetryable())
                      .as("for good, unless it is somebody's")
                      .isEqualTo(task.equals(standalone)));
    }
  }

  @Test
  void startOfATask_isADelegationForThatExecution() {
    ResponseVerdict.Deliver deliver = delivered(DELEGATED, pollWorkflow(), workflow());

    assertThat(deliver.delegations())
        .containsExactly(
            new DelegationNeed(
                CallerRole.WORKER,
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
            .addMessages(
                dev.locum.temporalapi.protocol.v1.Message.newBuilder().setBody(Any.pack(update)))
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

  /** Failed each time it would come back at once, each time. */
  @Test
  void startAtTheWrongWorkerAgain_isLeftToTimeOut() {
    PollWorkflowTaskQueueResponse again = workflow().toBuilder().setAttempt(2).build();

    assertThat(
            refused(DELEGATED, pollWorkflow(), again, DenialReason.AUTHORITY_UNAVAILABLE).reports())
        .isEmpty();
    assertThat(report(refused(DELEGATED, pollWorkflow(), again, DenialReason.DELEGATION_REVOKED)))
        .as("what may never act ends whichever attempt it is")
        .isInstanceOf(RespondWorkflowTaskCompletedRequest.class);
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
                HEADER.toBuilder()
                    .putFields(
                        LocumHeaders.RESCHEDULES,
                        SdkMessages.as(Payload.getDefaultInstance(), LocumHeaders.reschedules())))
            .build();

    Message report =
        report(refused(DELEGATED, pollActivity(), task, DenialReason.AUTHORITY_UNAVAILABLE));

    Throwable failure =
        DefaultDataConverter.STANDARD_INSTANCE.failureToException(
            SdkMessages.as(
                io.temporal.api.failure.v1.Failure.getDefaultInstance(),
                ((RespondActivityTaskFailedRequest) report).getFailure()));
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

    ResponseVerdict verdict = Scene.rules().checkResponse(now, forwarded, workflow());

    assertThat(verdict).isInstanceOf(ResponseVerdict.Withhold.class);
    assertThat(report((ResponseVerdict.Withhold) verdict))
        .isInstanceOf(RespondWorkflowTaskFailedRequest.class);
  }

  @Test
  void bypass_05_5_25_aGrantThatEndedDuringAPoll_yieldsNoActivity() {
    RequestVerdict.Forward forwarded =
        (RequestVerdict.Forward) Deliveries.check(WORKER, Deliveries.pollActivity());

    ResponseVerdict verdict =
        Scene.rules().checkResponse(without(WORKER), forwarded, Deliveries.activity());

    assertThat(verdict).isInstanceOf(ResponseVerdict.Withhold.class);
    RespondActivityTaskFailedRequest report =
        (RespondActivityTaskFailedRequest) report((ResponseVerdict.Withhold) verdict);
    assertThat(report.getFailure().getApplicationFailureInfo().getNonRetryable())
        .as("another worker gets it")
        .isFalse();
  }

  /** Nobody would answer it, and it would wait until its time is over. */
  @Test
  void bypass_05_5_25_aGrantThatEndedDuringACompletion_givesItsTasksBack() {
    RespondWorkflowTaskCompletedRequest completion =
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setTaskToken(Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED))
            .build();
    RequestVerdict.Forward forwarded =
        (RequestVerdict.Forward) Deliveries.check(WORKER, completion);

    ResponseVerdict.Withhold withheld =
        (ResponseVerdict.Withhold)
            Scene.rules()
                .checkResponse(
                    without(WORKER),
                    forwarded,
                    RespondWorkflowTaskCompletedResponse.newBuilder()
                        .setWorkflowTask(Deliveries.workflow())
                        .addActivityTasks(Deliveries.activity())
                        .build());

    assertThat(withheld.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND);
    assertThat(withheld.response())
        .isEqualTo(RespondWorkflowTaskCompletedResponse.getDefaultInstance());
    assertThat(withheld.reports())
        .extracting(ResponseVerdict.UpstreamCall::method)
        .containsExactly(
            Scene.method("RespondActivityTaskFailed"), Scene.method("RespondWorkflowTaskFailed"));
  }

  @Test
  void bypass_05_5_25_aGrantThatEndedDuringAStart_givesItsTaskBack() {
    GatewayCaller both = Scene.both("alice", DelegationRule.IGNORED);
    StartWorkflowExecutionRequest start =
        SampleRequests.start(Scene.SHARED).toBuilder().setRequestEagerExecution(true).build();

    ResponseVerdict.Withhold withheld =
        (ResponseVerdict.Withhold)
            Scene.rules()
                .checkResponse(
                    without(both),
                    (RequestVerdict.Forward) Deliveries.check(both, start),
                    StartWorkflowExecutionResponse.newBuilder()
                        .setRunId("run-1")
                        .setEagerWorkflowTask(Deliveries.workflow())
                        .build());

    assertThat(withheld.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND);
    assertThat(withheld.reports())
        .extracting(ResponseVerdict.UpstreamCall::method)
        .containsExactly(Scene.method("RespondWorkflowTaskFailed"));
  }

  /** The same workload once every grant of it has ended. */
  private static GatewayCaller without(GatewayCaller caller) {
    return new GatewayCaller(
        caller.workload(), caller.role(), caller.tenant(), caller.provenBy(), Map.of());
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
}
