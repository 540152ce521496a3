package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.QueryResultType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.query.v1.WorkflowQuery;
import dev.locum.temporalapi.schedule.v1.Schedule;
import dev.locum.temporalapi.schedule.v1.ScheduleAction;
import dev.locum.temporalapi.schedule.v1.ScheduleState;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflow.v1.NewWorkflowExecutionInfo;
import dev.locum.temporalapi.workflowservice.v1.CreateScheduleRequest;
import dev.locum.temporalapi.workflowservice.v1.DeleteScheduleRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeScheduleRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowRequest;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowResponse;
import dev.locum.temporalapi.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.ResetWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondQueryTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.token.denial.DenialReason;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bob after Alice's workflows, schedules and namespace: each attack works at a bare Temporal, is
 * refused by the gateway, and leaves Alice's work to end well.
 */
@Tag("both-temporals")
@InRealWorld({"work", "query", "calls", "schedule"})
final class WorkflowBypassTest {

  private final RealWorld world;

  private final Party bare;
  private final Party alice;
  private final Party aliceStarter;
  private final Party bobStarter;

  WorkflowBypassTest(RealWorld world) {
    this.world = world;
    this.bare = world.bare();
    this.alice = world.through("alice-worker");
    this.aliceStarter = world.through("alice-starter");
    this.bobStarter = world.through("bob-starter");
  }

  @Test
  @Bypass(9)
  void bypass_05_5_09_callsAboutAVictimsWorkflow_findNothing() {
    bare.start("alice.calls-1", "alice-calls");
    bare.calls()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setTaskToken(bare.poll("alice-calls").getTaskToken())
                .build());
    calls("alice.calls-1").values().forEach(attack -> attack.accept(bare));
    assertThat(bare.status("alice.calls-1"))
        .as("terminated by somebody else")
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);

    aliceStarter.start("alice.calls-2", "alice-calls");
    int before = aliceStarter.history("alice.calls-2").size();
    calls("alice.calls-2")
        .values()
        .forEach(attack ->
            world.attacks().refused(DenialReason.WORK_NOT_FOUND, () -> attack.accept(bobStarter)));

    assertThat(aliceStarter.history("alice.calls-2")).hasSize(before);
    assertFinishes("alice.calls-2", "alice-calls");
  }

  /** What a stranger may try on a workflow; the last ends it. */
  private static Map<String, Consumer<Party>> calls(String workflowId) {
    Map<String, Consumer<Party>> calls = new LinkedHashMap<>();
    calls.put("describe", party -> describe(party, workflowId));
    calls.put("history", party -> party.history(workflowId));
    calls.put("signal", party -> signal(party, workflowId));
    calls.put("signal with start", party -> signalWithStart(party, workflowId));
    calls.put("cancel", party -> cancel(party, workflowId));
    if (RealWorld.isReal()) {
      // The embedded server knows neither.
      calls.put("history backwards", party -> historyBackwards(party, workflowId));
      calls.put("reset", party -> reset(party, workflowId));
    }
    calls.put("terminate", party -> party.terminate(workflowId));
    return calls;
  }

  /** Whoever asks is answered from the memory of Alice's worker. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = {9, 22},
      in = {Layout.SHARED, Layout.DEDICATED})
  void bypass_05_5_09_aVictimsState_isNotQueried(Layout layout) throws Exception {
    Ground ground = new Ground(world, layout);
    Party worker = ground.through("alice-worker");
    QueryWorkflowRequest query = query(ground, ground.id("query"));
    ground.through("alice-starter").start(ground.id("query"), "alice-query");
    worker.answerNothing(worker.poll("alice-query").getTaskToken());

    ListenableFuture<QueryWorkflowResponse> stranger =
        WorkflowServiceGrpc.newFutureStub(world.bareChannel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .queryWorkflow(query);
    PollWorkflowTaskQueueResponse asked = worker.poll("alice-query");
    assertThat(asked.hasQuery()).isTrue();
    worker
        .calls()
        .respondQueryTaskCompleted(
            RespondQueryTaskCompletedRequest.newBuilder()
                .setNamespace(ground.namespace())
                .setTaskToken(asked.getTaskToken())
                .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
                .build());
    assertThat(stranger.get(60, TimeUnit.SECONDS).hasQueryRejected()).as("answered").isFalse();

    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () -> ground.through("bob-starter").calls().queryWorkflow(query));

    ground
        .through("alice-starter")
        .calls()
        .signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(ground.namespace())
                .setWorkflowExecution(Party.execution(ground.id("query")))
                .setSignalName("go on")
                .build());
    ground.assertFinishes(ground.id("query"), "alice-query");
  }

  @Test
  @Bypass(
      value = {5, 30},
      in = {Layout.SHARED, Layout.DEDICATED})
  void bypass_05_5_05_aNamespaceOfAnothers_isNotThere() {
    bare.calls().describeNamespace(namespace("alice-own"));
    bare.calls().startWorkflowExecution(startIn("alice-own"));

    for (String namespace : new String[] {"alice-own", "nowhere", "temporal-system"}) {
      world
          .attacks()
          .refused(
              DenialReason.ENTITY_NOT_FOUND,
              () -> bobStarter.calls().describeNamespace(namespace(namespace)));
      world
          .attacks()
          .refused(
              DenialReason.ENTITY_NOT_FOUND,
              () -> bobStarter.calls().startWorkflowExecution(startIn(namespace)));
    }
    assertThat(refusal("alice-own").getStatus().getDescription())
        .as("one that exists and one that does not look the same")
        .isEqualTo(refusal("nowhere").getStatus().getDescription());
    bobStarter.calls().describeNamespace(namespace("bob-own"));
  }

  @Test
  @Tag("real-temporal")
  @Bypass(
      value = {5, 10},
      in = Layout.DEDICATED)
  void bypass_05_5_05_listsOfANamespaceOfAnothers_areNotThere() {
    bare.calls().listWorkflowExecutions(list("alice-own"));

    for (String namespace : new String[] {"alice-own", "nowhere", "temporal-system"}) {
      world
          .attacks()
          .refused(
              DenialReason.ENTITY_NOT_FOUND,
              () -> bobStarter.calls().listWorkflowExecutions(list(namespace)));
    }
    bobStarter.calls().listWorkflowExecutions(list("bob-own"));
  }

  private StatusRuntimeException refusal(String namespace) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () -> bobStarter.calls().describeNamespace(namespace(namespace)));
  }

  @Test
  @Tag("real-temporal")
  @Bypass(11)
  void bypass_05_5_11_aVictimsSchedule_isNotThere() {
    aliceStarter.calls().createSchedule(schedule("alice.daily", "alice"));
    describeSchedule(bare, "alice.daily");
    deleteSchedule(bare, "alice.daily");
    aliceStarter.calls().createSchedule(schedule("alice.weekly", "alice"));

    world
        .attacks()
        .refused(DenialReason.WORK_NOT_FOUND, () -> describeSchedule(bobStarter, "alice.weekly"));
    world
        .attacks()
        .refused(DenialReason.WORK_NOT_FOUND, () -> deleteSchedule(bobStarter, "alice.weekly"));
    world
        .attacks()
        .refused(
            DenialReason.WORK_NOT_FOUND,
            () -> bobStarter.calls().createSchedule(schedule("bob.daily", "alice")));

    describeSchedule(aliceStarter, "alice.weekly");
    deleteSchedule(aliceStarter, "alice.weekly");
  }

  private void assertFinishes(String workflowId, String queue) {
    alice.finishNext(queue);
    assertThat(aliceStarter.status(workflowId))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  /** How many callbacks a workflow has. */
  private static int describe(Party party, String workflowId) {
    return party
        .calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setExecution(Party.execution(workflowId))
                .build())
        .getCallbacksCount();
  }

  private static void historyBackwards(Party party, String workflowId) {
    party
        .calls()
        .getWorkflowExecutionHistoryReverse(
            GetWorkflowExecutionHistoryReverseRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setExecution(Party.execution(workflowId))
                .build());
  }

  private static void signal(Party party, String workflowId) {
    party
        .calls()
        .signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowExecution(Party.execution(workflowId))
                .setSignalName("stop")
                .build());
  }

  private static void signalWithStart(Party party, String workflowId) {
    party
        .calls()
        .signalWithStartWorkflowExecution(
            SignalWithStartWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowId(workflowId)
                .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
                .setTaskQueue(TaskQueue.newBuilder().setName("bob-calls"))
                .setSignalName("stop")
                .build());
  }

  private static void cancel(Party party, String workflowId) {
    party
        .calls()
        .requestCancelWorkflowExecution(
            RequestCancelWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowExecution(Party.execution(workflowId))
                .build());
  }

  private static void reset(Party party, String workflowId) {
    party
        .calls()
        .resetWorkflowExecution(
            ResetWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowExecution(Party.execution(workflowId))
                .setRequestId(workflowId)
                .setWorkflowTaskFinishEventId(4)
                .build());
  }

  private static QueryWorkflowRequest query(Ground ground, String workflowId) {
    return QueryWorkflowRequest.newBuilder()
        .setNamespace(ground.namespace())
        .setExecution(Party.execution(workflowId))
        .setQuery(WorkflowQuery.newBuilder().setQueryType("state"))
        .build();
  }

  private static DescribeNamespaceRequest namespace(String name) {
    return DescribeNamespaceRequest.newBuilder().setNamespace(name).build();
  }

  private static ListWorkflowExecutionsRequest list(String namespace) {
    return ListWorkflowExecutionsRequest.newBuilder().setNamespace(namespace).build();
  }

  private static StartWorkflowExecutionRequest startIn(String namespace) {
    return Party.startOf("bob.intruder", "bob-work").setNamespace(namespace).build();
  }

  /** A paused schedule that would start a workflow of a tenant. */
  private static CreateScheduleRequest schedule(String id, String tenant) {
    NewWorkflowExecutionInfo start =
        NewWorkflowExecutionInfo.newBuilder()
            .setWorkflowId(tenant + ".scheduled")
            .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
            .setTaskQueue(TaskQueue.newBuilder().setName(tenant + "-schedule"))
            .build();
    return CreateScheduleRequest.newBuilder()
        .setNamespace(RealWorld.SHARED)
        .setScheduleId(id)
        .setRequestId(id)
        .setSchedule(
            Schedule.newBuilder()
                .setAction(ScheduleAction.newBuilder().setStartWorkflow(start))
                .setState(ScheduleState.newBuilder().setPaused(true)))
        .build();
  }

  private static void describeSchedule(Party party, String id) {
    party
        .calls()
        .describeSchedule(
            DescribeScheduleRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setScheduleId(id)
                .build());
  }

  private static void deleteSchedule(Party party, String id) {
    party
        .calls()
        .deleteSchedule(
            DeleteScheduleRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setScheduleId(id)
                .build());
  }
}
