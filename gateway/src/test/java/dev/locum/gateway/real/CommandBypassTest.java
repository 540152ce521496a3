package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.ScheduleActivityTaskCommandAttributes;
import dev.locum.temporalapi.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.StartChildWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.ActivityType;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.filter.v1.StartTimeFilter;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.CountWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Bob's own workflow may order, and what he sees of Alice's in lists: each attack works at a
 * bare Temporal, and the gateway does not let it.
 */
@Tag("both-temporals")
@InRealWorld({"work", "orders", "spare", "list"})
final class CommandBypassTest {

  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);

  private final RealWorld world;

  private final Party bare;
  private final Party alice;
  private final Party bob;
  private final Party aliceStarter;
  private final Party bobStarter;

  CommandBypassTest(RealWorld world) {
    this.world = world;
    this.bare = world.bare();
    this.alice = world.through("alice-worker");
    this.bob = world.through("bob-worker");
    this.aliceStarter = world.through("alice-starter");
    this.bobStarter = world.through("bob-starter");
  }

  /**
   * An order that leaves the tenant.
   *
   * @param name of the attack
   * @param command the order, for a victim's workflow of this id
   * @param worked what the bare server's history says of it
   * @param refusal why the gateway refuses it
   */
  record Order(
      String name, Function<String, Command> command, EventType worked, DenialReason refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Order> orders() {
    return Stream.of(
        new Order(
            "signal",
            CommandBypassTest::signal,
            EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
            DenialReason.WORK_NOT_FOUND),
        new Order(
            "cancel",
            CommandBypassTest::cancel,
            EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
            DenialReason.WORK_NOT_FOUND),
        new Order(
            "child-id",
            victim -> child(victim + "-child", "bob-spare"),
            EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
            DenialReason.WORK_NOT_FOUND),
        new Order(
            "child-queue",
            victim -> child("bob.child-of-" + victim, "alice-work"),
            EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
            DenialReason.ACTION_NOT_ALLOWED),
        new Order(
            "activity-queue",
            victim -> activity("alice-work"),
            EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
            DenialReason.ACTION_NOT_ALLOWED),
        new Order(
            "again",
            victim -> again("alice-work"),
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
            DenialReason.ACTION_NOT_ALLOWED));
  }

  @ParameterizedTest
  @MethodSource("orders")
  @Bypass(9)
  void bypass_05_5_09_anOrderThatLeavesTheTenant_failsTheTask(Order order) {
    String direct = "bob." + order.name() + "-1";
    String victim = "alice." + order.name() + "-1";
    bare.start(victim, "alice-orders");
    String run = bare.start(direct, "bob-orders");
    bare.answer(bare.poll("bob-orders").getTaskToken(), order.command().apply(victim));
    assertThat(events(bare, direct, run)).as("ordered").contains(order.worked());
    end(victim, direct);

    String through = "bob." + order.name() + "-2";
    String unharmed = "alice." + order.name() + "-2";
    aliceStarter.start(unharmed, "alice-orders");
    int before = aliceStarter.history(unharmed).size();
    String ownRun = bobStarter.start(through, "bob-orders");
    ByteString task = bob.poll("bob-orders").getTaskToken();
    world
        .attacks()
        .replaced(order.refusal(), () -> bob.answer(task, order.command().apply(unharmed)));

    assertThat(events(bobStarter, through, ownRun))
        .as("a failed task that everybody can read, and no order")
        .contains(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
        .doesNotContain(order.worked());
    assertThat(aliceStarter.history(unharmed)).hasSize(before);
    bobStarter.terminate(through);
    alice.finishNext("alice-orders");
    assertThat(aliceStarter.status(unharmed))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  private void end(String... workflows) {
    for (String workflow : workflows) {
      bare.terminate(workflow);
    }
  }

  private static List<EventType> events(Party party, String workflowId, String runId) {
    return party.history(workflowId, runId).stream().map(HistoryEvent::getEventType).toList();
  }

  @Test
  @Tag("real-temporal")
  @Bypass(10)
  void bypass_05_5_10_listsAndCounts_haveOwnRowsAlone() {
    bare.start("alice.list-1", "alice-list");
    bare.start("alice.list-2", "alice-list");
    bare.start("bob.list-1", "bob-list");
    String both = "TaskQueue = 'bob-list' OR WorkflowId STARTS_WITH 'alice.list'";
    Await.until("all rows", PATIENCE, () -> ids(bare, both).size() == 3);
    assertThat(count(bare, both)).isEqualTo(3);

    assertThat(ids(bobStarter, both)).containsExactly("bob.list-1");
    assertThat(count(bobStarter, both)).isOne();
    assertThat(ids(bobStarter, "")).contains("bob.list-1").allMatch(id -> id.startsWith("bob."));
    assertThat(ids(bobStarter, "WorkflowId STARTS_WITH 'alice.'")).isEmpty();
    assertThat(count(bobStarter, "WorkflowId STARTS_WITH 'alice.'")).isZero();
    assertThat(count(bare, both + " GROUP BY ExecutionStatus")).isEqualTo(3);
    assertThat(count(bobStarter, both + " GROUP BY ExecutionStatus")).isOne();
    for (String injection :
        List.of(
            "WorkflowId = 'x') OR (WorkflowId STARTS_WITH 'alice.'",
            "WorkflowId = 'x' -- ",
            "WorkflowId = 'x\\' OR WorkflowId STARTS_WITH 'alice.'")) {
      world.attacks().refused(DenialReason.REQUEST_INVALID, () -> ids(bobStarter, injection));
      world.attacks().refused(DenialReason.REQUEST_INVALID, () -> count(bobStarter, injection));
    }
    assertThat(ids(aliceStarter, both)).containsExactlyInAnyOrder("alice.list-1", "alice.list-2");
    end("alice.list-1", "alice.list-2", "bob.list-1");
  }

  /** The older lists, which know no prefix: in a shared namespace they tell of one workflow. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 10,
      in = {Layout.SHARED, Layout.DEDICATED})
  void bypass_05_5_10_whatIsOpen_isNotSeen(Layout layout) {
    Ground ground = new Ground(world, layout);
    ground.bare().start(ground.id("open"), "alice-list");
    Await.until(
        "it is seen, at a bare Temporal",
        PATIENCE,
        () -> open(ground.bare()).contains(ground.id("open")));

    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.METHOD_NOT_ALLOWED),
            () -> open(ground.through("bob-starter")));
    ground.bare().terminate(ground.id("open"));
  }

  private static List<String> open(Party party) {
    return party
        .calls()
        .listOpenWorkflowExecutions(
            ListOpenWorkflowExecutionsRequest.newBuilder()
                .setNamespace(party.namespace())
                .setStartTimeFilter(StartTimeFilter.getDefaultInstance())
                .build())
        .getExecutionsList()
        .stream()
        .map(row -> row.getExecution().getWorkflowId())
        .toList();
  }

  private static List<String> ids(Party party, String query) {
    return party
        .calls()
        .listWorkflowExecutions(
            ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setQuery(query)
                .build())
        .getExecutionsList()
        .stream()
        .map(row -> row.getExecution().getWorkflowId())
        .toList();
  }

  private static long count(Party party, String query) {
    return party
        .calls()
        .countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setQuery(query)
                .build())
        .getCount();
  }

  private static Command signal(String workflowId) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
        .setSignalExternalWorkflowExecutionCommandAttributes(
            SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setExecution(Party.execution(workflowId))
                .setSignalName("stop"))
        .build();
  }

  private static Command cancel(String workflowId) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION)
        .setRequestCancelExternalWorkflowExecutionCommandAttributes(
            RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowId(workflowId))
        .build();
  }

  private static Command child(String workflowId, String queue) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
        .setStartChildWorkflowExecutionCommandAttributes(
            StartChildWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowId(workflowId)
                .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
                .setTaskQueue(TaskQueue.newBuilder().setName(queue)))
        .build();
  }

  private static Command activity(String queue) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
        .setScheduleActivityTaskCommandAttributes(
            ScheduleActivityTaskCommandAttributes.newBuilder()
                .setActivityId("1")
                .setActivityType(ActivityType.newBuilder().setName("Charge"))
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setStartToCloseTimeout(Duration.newBuilder().setSeconds(60)))
        .build();
  }

  private static Command again(String queue) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
        .setContinueAsNewWorkflowExecutionCommandAttributes(
            ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
                .setTaskQueue(TaskQueue.newBuilder().setName(queue)))
        .build();
  }
}
