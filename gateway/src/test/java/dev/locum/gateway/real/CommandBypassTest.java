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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Bob's own workflow may order, and what he sees of Alice's in lists: each attack works at a
 * bare Temporal, and the gateway does not let it.
 */
@Tag("both-temporals")
final class CommandBypassTest {

  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static @Nullable RealWorld world;

  private final Party bare = world().bare();
  private final Party alice = world().through("alice-worker");
  private final Party bob = world().through("bob-worker");
  private final Party aliceStarter = world().through("alice-starter");
  private final Party bobStarter = world().through("bob-starter");

  /**
   * An order that leaves the tenant.
   *
   * @param name of the attack
   * @param command the order, for a victim's workflow of this id
   * @param worked what the bare server's history says of it
   */
  record Order(String name, Function<String, Command> command, EventType worked) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    world = RealWorld.start(directory, "work", "orders", "spare", "list");
  }

  private static RealWorld world() {
    return Objects.requireNonNull(world);
  }

  @AfterAll
  static void end() {
    if (world != null) {
      world.close();
    }
  }

  static Stream<Order> orders() {
    return Stream.of(
        new Order(
            "signal",
            CommandBypassTest::signal,
            EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED),
        new Order(
            "cancel",
            CommandBypassTest::cancel,
            EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED),
        new Order(
            "child-id",
            victim -> child(victim + "-child", "bob-spare"),
            EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED),
        new Order(
            "child-queue",
            victim -> child("bob.child-of-" + victim, "alice-work"),
            EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED),
        new Order(
            "activity-queue",
            victim -> activity("alice-work"),
            EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
        new Order(
            "again",
            victim -> again("alice-work"),
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW));
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
    bob.answer(task, order.command().apply(unharmed));

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
      Refused.with(DenialReason.REQUEST_INVALID, () -> ids(bobStarter, injection));
      Refused.with(DenialReason.REQUEST_INVALID, () -> count(bobStarter, injection));
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
    Ground ground = new Ground(world(), layout);
    ground.bare().start(ground.id("open"), "alice-list");
    Await.until(
        "it is seen, at a bare Temporal",
        PATIENCE,
        () -> open(ground.bare()).contains(ground.id("open")));

    Refused.with(
        ground.refusal(DenialReason.METHOD_NOT_ALLOWED), () -> open(ground.through("bob-starter")));
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
