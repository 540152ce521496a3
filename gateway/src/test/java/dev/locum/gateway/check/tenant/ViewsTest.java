package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Deliveries.check;
import static dev.locum.gateway.check.tenant.Deliveries.delivered;
import static dev.locum.gateway.check.tenant.Deliveries.pollWorkflow;
import static dev.locum.gateway.check.tenant.Deliveries.withheld;
import static dev.locum.gateway.check.tenant.Deliveries.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.history.v1.History;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.history.v1.WorkflowExecutionStartedEventAttributes;
import dev.locum.temporalapi.namespace.v1.NamespaceInfo;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflow.v1.PendingActivityInfo;
import dev.locum.temporalapi.workflow.v1.WorkflowExecutionInfo;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceResponse;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoResponse;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.token.denial.DenialReason;
import org.junit.jupiter.api.Test;

/**
 * What a caller sees of Temporal's answers: lists, pages, histories, and what it says of itself.
 */
final class ViewsTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);

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

  /** It has to know the end of work, and the chain of a run made by a reset; no more. */
  @Test
  void standing_ofWork_isAllThatAWorkerLearns() {
    WorkflowExecution run =
        WorkflowExecution.newBuilder().setWorkflowId(Scene.WORKFLOW).setRunId("run-2").build();
    WorkflowExecutionInfo standing =
        WorkflowExecutionInfo.newBuilder()
            .setExecution(run)
            .setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED)
            .setFirstRunId("run-1")
            .setRootExecution(run.toBuilder().setRunId("run-1"))
            .build();
    DescribeWorkflowExecutionResponse all =
        DescribeWorkflowExecutionResponse.newBuilder()
            .setWorkflowExecutionInfo(
                standing.toBuilder().setTaskQueue("alice-other").setHistoryLength(7))
            .addPendingActivities(PendingActivityInfo.newBuilder().setActivityId("1"))
            .build();
    DescribeWorkflowExecutionRequest request =
        DescribeWorkflowExecutionRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setExecution(run)
            .build();

    assertThat(delivered(WORKER, request, all).response())
        .isEqualTo(
            DescribeWorkflowExecutionResponse.newBuilder()
                .setWorkflowExecutionInfo(standing)
                .build());
    assertThat(delivered(STARTER, request, all).response()).isEqualTo(all);
    assertThat(check(Scene.bob(CallerRole.WORKER), request))
        .isInstanceOf(RequestVerdict.Deny.class);
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

  private static GetWorkflowExecutionHistoryRequest history() {
    return GetWorkflowExecutionHistoryRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setExecution(SampleRequests.execution())
        .build();
  }

  private static WorkflowExecutionInfo info(String workflowId) {
    return WorkflowExecutionInfo.newBuilder()
        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
        .build();
  }
}
