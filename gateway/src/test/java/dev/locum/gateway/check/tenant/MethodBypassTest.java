package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.isFor;
import static dev.locum.gateway.check.tenant.Attempts.multi;
import static dev.locum.gateway.check.tenant.Attempts.needs;
import static dev.locum.gateway.check.tenant.Attempts.request;
import static dev.locum.gateway.check.tenant.Attempts.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.query.v1.WorkflowQuery;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known ways around a gateway by another method or another form of one, and the headers that a
 * method may bring. The number is that of the list in the issue.
 */
final class MethodBypassTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);

  private final TenantRules rules = Scene.rules();

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

  /** Temporal searches the namespace for it, as often as it allows all tenants together. */
  @Test
  @SuppressWarnings("deprecation") // older SDKs still ask
  void bypass_more_reachabilityAmongMany_isRefused() {
    DescribeTaskQueueRequest plain =
        DescribeTaskQueueRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setTaskQueue(SampleRequests.queue())
            .build();
    DescribeTaskQueueRequest searching = plain.toBuilder().setReportTaskReachability(true).build();

    Attempts.assertForwarded(Scene.alice(CallerRole.STARTER), plain);
    Attempts.assertDenied(
        Scene.alice(CallerRole.STARTER), searching, DenialReason.METHOD_NOT_ALLOWED);
    Attempts.assertForwarded(
        Scene.alice(CallerRole.STARTER), searching.toBuilder().setNamespace("alice-own").build());
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
}
