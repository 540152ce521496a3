package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.assertForwarded;
import static dev.locum.gateway.check.tenant.Attempts.check;
import static dev.locum.gateway.check.tenant.Attempts.forwarded;
import static dev.locum.gateway.check.tenant.Attempts.multi;
import static dev.locum.gateway.check.tenant.Attempts.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Callback;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.SearchAttributes;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.filter.v1.StatusFilter;
import dev.locum.temporalapi.update.v1.Request;
import dev.locum.temporalapi.workflowservice.v1.CountWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.CreateScheduleRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartBatchOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.TerminateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known ways around a gateway that reach for many at once, or act later: lists, schedules,
 * batches, callbacks, attributes. The number is that of the list in the issue; those that name one
 * thing of another tenant's are in BypassTest.
 */
final class BypassAmongManyTest {

  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);
  private static final Callback FORGED =
      Callback.newBuilder()
          .setNexus(Callback.Nexus.newBuilder().setUrl("temporal://system"))
          .build();

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
}
