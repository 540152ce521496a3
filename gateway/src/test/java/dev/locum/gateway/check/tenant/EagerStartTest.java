package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.assertForwarded;
import static dev.locum.gateway.check.tenant.Attempts.forwarded;
import static dev.locum.gateway.check.tenant.Attempts.multi;
import static dev.locum.gateway.check.tenant.Attempts.needs;
import static dev.locum.gateway.check.tenant.Attempts.poll;
import static dev.locum.gateway.check.tenant.Attempts.update;
import static dev.locum.gateway.check.tenant.Deliveries.delivered;
import static dev.locum.gateway.check.tenant.Deliveries.refused;
import static dev.locum.gateway.check.tenant.Deliveries.report;
import static dev.locum.gateway.check.tenant.Deliveries.withheld;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.deployment.v1.WorkerDeploymentOptions;
import dev.locum.temporalapi.namespace.v1.NamespaceInfo;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceResponse;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationResponse;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.token.denial.DenialReason;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker that an administrator lets start work as well has the first task with the answer, and
 * nobody else has: the wish, the task, its token and its delegation (bypass 6 of the list in the
 * issue, S3-09, S3-57, S3-60).
 */
final class EagerStartTest {

  private static final GatewayCaller BOTH = Scene.both("alice", DelegationRule.IGNORED);
  private static final GatewayCaller DELEGATED = Scene.both("alice", DelegationRule.REQUIRED);
  private static final GatewayCaller BOB = Scene.both("bob", DelegationRule.IGNORED);

  private static StartWorkflowExecutionRequest eager(String namespace) {
    return SampleRequests.start(namespace).toBuilder().setRequestEagerExecution(true).build();
  }

  private static StartWorkflowExecutionResponse answer(PollWorkflowTaskQueueResponse task) {
    return StartWorkflowExecutionResponse.newBuilder()
        .setRunId("run-1")
        .setEagerWorkflowTask(task)
        .build();
  }

  private static PollWorkflowTaskQueueResponse task() {
    return task(task -> {});
  }

  /** As Temporal hands it out: its first event shows the start. */
  private static PollWorkflowTaskQueueResponse task(
      Consumer<PollWorkflowTaskQueueResponse.Builder> differing) {
    PollWorkflowTaskQueueResponse.Builder task = Deliveries.workflow().toBuilder();
    task.getHistoryBuilder()
        .getEventsBuilder(0)
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .setWorkflowType(SampleRequests.type());
    differing.accept(task);
    return task.build();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void workerThatStartsWork_mayWishForTheTaskOfAQueueThatItServes(Layout layout) {
    String namespace = Scene.namespace("alice", layout);

    assertThat(forwarded(BOTH, eager(namespace))).isEqualTo(eager(namespace));
    assertThat(
            forwarded(
                BOTH,
                multi(eager(namespace), update(Scene.WORKFLOW).setNamespace(namespace).build())))
        .as("Temporal says itself that it does not do that")
        .isEqualTo(multi(eager(namespace), update(Scene.WORKFLOW).setNamespace(namespace).build()));
  }

  /** It may start there as a starter; who serves the queue gets the task. */
  @Test
  void wishForTheTaskOfAnotherPoolsQueue_isTakenOut() {
    TaskQueue mails = TaskQueue.newBuilder().setName("alice-mails").build();
    StartWorkflowExecutionRequest start =
        eager(Scene.SHARED).toBuilder()
            .setTaskQueue(mails)
            .setEagerWorkerDeploymentOptions(
                WorkerDeploymentOptions.newBuilder().setDeploymentName("alice_blue"))
            .build();

    assertThat(forwarded(BOTH, start))
        .isEqualTo(
            start.toBuilder()
                .clearRequestEagerExecution()
                .clearEagerWorkerDeploymentOptions()
                .build());
  }

  /** A worker's leave to start children of any type is none to start work. */
  @Test
  void start_isThatOfAStarter() {
    StartWorkflowExecutionRequest start = eager(Scene.SHARED);

    assertDenied(
        BOTH,
        start.toBuilder().setWorkflowType(WorkflowType.newBuilder().setName("Refund")).build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        BOTH,
        start.toBuilder().setTaskQueue(TaskQueue.newBuilder().setName("bob-orders")).build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        BOTH, start.toBuilder().setWorkflowId("bob.x").build(), DenialReason.WORK_NOT_FOUND);
    assertDenied(BOTH, eager("bob-own"), DenialReason.ENTITY_NOT_FOUND);
    assertDenied(Scene.alice(CallerRole.WORKER), start, DenialReason.CALLER_NOT_ALLOWED);
  }

  /** As a starter it may use more queues than it serves; it polls those that it serves. */
  @Test
  void polls_areThoseOfAWorker() {
    assertForwarded(BOTH, poll(Scene.SHARED, SampleRequests.queue()).build());
    assertDenied(
        BOTH,
        poll(Scene.SHARED, TaskQueue.newBuilder().setName("alice-mails").build()).build(),
        DenialReason.ACTION_NOT_ALLOWED);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void taskWithTheAnswer_isSealedForItsTenantAlone(Layout layout) {
    String namespace = Scene.namespace("alice", layout);
    ByteString token = given(BOTH, eager(namespace)).getTaskToken();
    assertThat(token).isNotEqualTo(Scene.TOKEN);
    RespondWorkflowTaskCompletedRequest completion =
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .build();

    assertThat(((RespondWorkflowTaskCompletedRequest) forwarded(BOTH, completion)).getTaskToken())
        .isEqualTo(Scene.TOKEN);
    assertDenied(BOB, completion, DenialReason.WORK_NOT_FOUND);
    assertDenied(Scene.bob(CallerRole.WORKER), completion, DenialReason.WORK_NOT_FOUND);
    assertDenied(Scene.alice(CallerRole.STARTER), completion, DenialReason.CALLER_NOT_ALLOWED);
  }

  private static PollWorkflowTaskQueueResponse given(
      GatewayCaller caller, StartWorkflowExecutionRequest start) {
    return ((StartWorkflowExecutionResponse) delivered(caller, start, answer(task())).response())
        .getEagerWorkflowTask();
  }

  @Test
  void taskOfAMultiOperation_isSealedToo() {
    ExecuteMultiOperationResponse.Builder response = ExecuteMultiOperationResponse.newBuilder();
    response.addResponsesBuilder().setStartWorkflow(answer(task()));
    response.addResponsesBuilder();

    ExecuteMultiOperationResponse told =
        (ExecuteMultiOperationResponse)
            delivered(
                    BOTH,
                    multi(eager(Scene.SHARED), update(Scene.WORKFLOW).build()),
                    response.build())
                .response();

    assertThat(told.getResponses(0).getStartWorkflow().getEagerWorkflowTask())
        .isEqualTo(given(BOTH, eager(Scene.SHARED)));
  }

  /** The start as a starter, the task as a worker: each with what that role has to show. */
  @Test
  void delegations_areVerifiedInTheRoleInWhichEachIsNeeded() {
    assertThat(needs(DELEGATED, eager(Scene.SHARED)))
        .singleElement()
        .satisfies(need -> {
          assertThat(need.place()).isEqualTo(Place.START);
          assertThat(need.role()).isEqualTo(CallerRole.STARTER);
          assertThat(need.required()).isTrue();
        });
    DelegationNeed dispatch =
        delivered(DELEGATED, eager(Scene.SHARED), answer(task())).delegations().getFirst();
    assertThat(dispatch.place()).isEqualTo(Place.DISPATCH);
    assertThat(dispatch.role()).isEqualTo(CallerRole.WORKER);
    assertThat(dispatch.required()).isTrue();
    assertThat(dispatch.header()).isEqualTo(Deliveries.HEADER);
    assertThat(dispatch.target().taskQueue()).isEqualTo(Scene.QUEUE);
    assertThat(dispatch.target().firstRunId()).isEqualTo("run-0");
  }

  @Test
  void taskWhoseStartMayNeverAct_failsTheWorkflow_andTheCallerGetsTheRunAlone() {
    ResponseVerdict.Withhold withheld =
        refused(DELEGATED, eager(Scene.SHARED), answer(task()), DenialReason.DELEGATION_REVOKED);

    assertThat(withheld.response())
        .isEqualTo(StartWorkflowExecutionResponse.newBuilder().setRunId("run-1").build());
    RespondWorkflowTaskCompletedRequest told =
        (RespondWorkflowTaskCompletedRequest) report(withheld);
    assertThat(told.getTaskToken()).isEqualTo(Scene.TOKEN);
    assertThat(told.getCommands(0).hasFailWorkflowExecutionCommandAttributes()).isTrue();
  }

  /**
   * To a start with the request id of an earlier one Temporal answers with the task of that one,
   * and the type that was asked for now. Who has the task answers it.
   */
  @Test
  void taskOfAnotherStart_isWithheld_andLeftToWhoHasIt() {
    assertNotTheirs(
        task(task -> {
          TaskQueue mails = TaskQueue.newBuilder().setName("alice-mails").build();
          task.getHistoryBuilder()
              .getEventsBuilder(0)
              .getWorkflowExecutionStartedEventAttributesBuilder()
              .setTaskQueue(mails);
        }));
    assertNotTheirs(
        task(task ->
            task.getHistoryBuilder()
                .getEventsBuilder(0)
                .getWorkflowExecutionStartedEventAttributesBuilder()
                .setWorkflowType(WorkflowType.newBuilder().setName("Refund"))));
    assertNotTheirs(task(task -> task.getWorkflowExecutionBuilder().setWorkflowId("alice.other")));
    assertNotTheirs(task(PollWorkflowTaskQueueResponse.Builder::clearHistory));
  }

  private static void assertNotTheirs(PollWorkflowTaskQueueResponse task) {
    ResponseVerdict.Withhold withheld = withheld(BOTH, eager(Scene.SHARED), answer(task));

    assertThat(withheld.response())
        .isEqualTo(StartWorkflowExecutionResponse.newBuilder().setRunId("run-1").build());
    assertThat(withheld.reports()).isEmpty();
  }

  /** An administrator has taken one of the roles away while Temporal was asked. */
  @Test
  void roleThatHasEnded_yieldsNoTask() {
    RequestVerdict.Forward forwarded =
        (RequestVerdict.Forward) Attempts.check(BOTH, eager(Scene.SHARED));

    ResponseVerdict verdict =
        Scene.rules().checkResponse(Scene.alice(CallerRole.STARTER), forwarded, answer(task()));

    assertThat(verdict).isInstanceOf(ResponseVerdict.Withhold.class);
    assertThat(((ResponseVerdict.Withhold) verdict).reports()).hasSize(1);
  }

  @Test
  void capability_isToldToWhoHasIt() {
    GetSystemInfoResponse temporal =
        GetSystemInfoResponse.newBuilder()
            .setCapabilities(
                GetSystemInfoResponse.Capabilities.newBuilder().setEagerWorkflowStart(true))
            .build();

    assertThat(isTold(BOTH, temporal)).isTrue();
    assertThat(isTold(Scene.alice(CallerRole.WORKER), temporal)).isFalse();
    assertThat(isTold(Scene.alice(CallerRole.STARTER), temporal)).isFalse();
    assertThat(isTold(BOTH, GetSystemInfoResponse.getDefaultInstance()))
        .as("as far as Temporal has it")
        .isFalse();
  }

  private static boolean isTold(GatewayCaller caller, GetSystemInfoResponse temporal) {
    return ((GetSystemInfoResponse)
            delivered(caller, GetSystemInfoRequest.getDefaultInstance(), temporal).response())
        .getCapabilities()
        .getEagerWorkflowStart();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void capabilityOfANamespace_isToldToWhoHasIt(Layout layout) {
    String namespace = Scene.namespace("alice", layout);

    assertThat(isToldOf(BOTH, namespace)).isTrue();
    assertThat(isToldOf(Scene.alice(CallerRole.WORKER), namespace)).isFalse();
    assertThat(isToldOf(Scene.alice(CallerRole.STARTER), namespace)).isFalse();
  }

  private static boolean isToldOf(GatewayCaller caller, String namespace) {
    return ((DescribeNamespaceResponse)
            delivered(
                    caller,
                    DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build(),
                    DescribeNamespaceResponse.newBuilder()
                        .setNamespaceInfo(
                            NamespaceInfo.newBuilder()
                                .setCapabilities(
                                    NamespaceInfo.Capabilities.newBuilder()
                                        .setEagerWorkflowStart(true)))
                        .build())
                .response())
        .getNamespaceInfo()
        .getCapabilities()
        .getEagerWorkflowStart();
  }
}
