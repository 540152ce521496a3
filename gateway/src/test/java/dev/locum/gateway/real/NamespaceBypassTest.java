package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.StartChildWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.TerminateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import dev.locum.token.denial.DenialReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A namespace for each tenant: what Bob does in Alice's works at a bare Temporal; through the
 * gateway her namespace is not there for him, and her work is unharmed.
 */
@Tag("both-temporals")
@InRealWorld({"work", "tasks"})
final class NamespaceBypassTest {

  private static final String ALICES = "alice-own";
  private static final String BOBS = "bob-own";
  private static final String QUEUE = "alice-work";
  private static final String TASKS = "alice-tasks";
  private static final TaskQueue ALICE_QUEUE = TaskQueue.newBuilder().setName(QUEUE).build();

  private final RealWorld world;

  private final Party bare;

  NamespaceBypassTest(RealWorld world) {
    this.world = world;
    this.bare = world.bare();
  }

  @ParameterizedTest // S1-08, S1-09
  @MethodSource("dev.locum.gateway.real.NamespaceAttacks#everywhere")
  @Bypass(
      value = {5, 8, 9, 30},
      in = Layout.DEDICATED)
  void bypass_anothersNamespace_isNotThere(NamespaceAttacks.Attack attack) {
    assertNotThere(attack);
  }

  @ParameterizedTest // S1-08, S1-09
  @MethodSource("dev.locum.gateway.real.NamespaceAttacks#ofRealServers")
  @Tag("real-temporal")
  @Bypass(
      value = {5, 10, 11, 17, 18, 19, 29},
      in = Layout.DEDICATED)
  void bypass_whatARealServerKnowsOfAnothersNamespace_isNotThere(NamespaceAttacks.Attack attack) {
    assertNotThere(attack);
  }

  private void assertNotThere(NamespaceAttacks.Attack attack) {
    WorkflowExecution exposed = started(attack + "-bare");
    WorkflowExecution unharmed = started(attack + "-through");
    int before = events(unharmed).size();

    assertThatCode(() -> attack.call().accept(bare.calls(), exposed))
        .as("at a bare Temporal")
        .doesNotThrowAnyException();
    Party bob = world.through(attack.worker() ? "bob-worker" : "bob-starter");
    world
        .attacks()
        .refused(DenialReason.ENTITY_NOT_FOUND, () -> attack.call().accept(bob.calls(), unharmed));

    assertThat(events(unharmed)).hasSize(before);
    terminate(exposed);
    terminate(unharmed);
  }

  private WorkflowExecution started(String id) {
    return started(id, QUEUE);
  }

  private WorkflowExecution started(String id, String queue) {
    String run =
        world
            .through("alice-starter")
            .calls()
            .startWorkflowExecution(Party.startOf(id, queue).setNamespace(ALICES).build())
            .getRunId();
    return WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(run).build();
  }

  private void terminate(WorkflowExecution execution) {
    try {
      bare.calls()
          .terminateWorkflowExecution(
              TerminateWorkflowExecutionRequest.newBuilder()
                  .setNamespace(ALICES)
                  .setWorkflowExecution(execution)
                  .build());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          .as("ended by the attack")
          .isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  private List<EventType> events(WorkflowExecution execution) {
    return bare
        .calls()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(ALICES)
                .setExecution(execution)
                .build())
        .getHistory()
        .getEventsList()
        .stream()
        .map(event -> event.getEventType())
        .toList();
  }

  /** A task of Alice's, a poll of Bob's for it, and her token in his hands. */
  @Test // S3-03, S3-60; items 1, 4
  @Bypass(
      value = {1, 4},
      in = Layout.DEDICATED)
  void bypass_anothersTasksAndTokens_areNotHis() {
    WorkflowExecution taken = started("tasks-bare", TASKS);
    PollWorkflowTaskQueueResponse stolen = bare.calls().pollWorkflowTaskQueue(poll(ALICES, TASKS));
    assertThat(stolen.getWorkflowExecution()).as("at a bare Temporal").isEqualTo(taken);
    terminate(taken);

    WorkflowExecution hers = started("tasks-through", TASKS);
    WorkflowServiceBlockingStub bob = world.through("bob-worker").calls();
    world
        .attacks()
        .refused(
            DenialReason.ENTITY_NOT_FOUND, () -> bob.pollWorkflowTaskQueue(poll(ALICES, TASKS)));
    world
        .attacks()
        .refused(
            DenialReason.ENTITY_NOT_FOUND,
            () ->
                bob.pollActivityTaskQueue(
                    PollActivityTaskQueueRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setTaskQueue(ALICE_QUEUE)
                        .build()));
    // In his own namespace her queue is a name that he was not granted, and she is not there.
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED, () -> bob.pollWorkflowTaskQueue(poll(BOBS, TASKS)));

    WorkflowServiceBlockingStub alice = world.through("alice-worker").calls();
    ByteString token = alice.pollWorkflowTaskQueue(poll(ALICES, TASKS)).getTaskToken();
    for (String namespace : List.of("", ALICES, BOBS)) {
      refusedAsNotThere(() -> bob.respondWorkflowTaskCompleted(completed(namespace, token)));
    }
    alice.respondWorkflowTaskCompleted(completed("", token));
    assertThat(events(hers)).contains(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  private void refusedAsNotThere(ThrowingCallable attack) {
    world.attacks().refused(DenialReason.WORK_NOT_FOUND, attack);
  }

  private static RespondWorkflowTaskCompletedRequest completed(String namespace, ByteString token) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setNamespace(namespace)
        .setTaskToken(token)
        .addCommands(Party.completion())
        .build();
  }

  /** A workflow of his own that reaches for her namespace: a failed task and nothing more. */
  @Test // item 5
  @Bypass(value = 5, in = Layout.DEDICATED)
  void bypass_ordersForAnothersNamespace_failTheTask() {
    WorkflowExecution victim = started("ordered");
    // Another: what was ordered directly comes to its victim when it comes.
    WorkflowExecution unharmed = started("not-ordered");
    WorkflowServiceBlockingStub starter = world.through("bob-starter").calls();
    Party bob = world.through("bob-worker").in(BOBS);
    int before = events(unharmed).size();
    for (Function<WorkflowExecution, Command> kind :
        List.<Function<WorkflowExecution, Command>>of(
            NamespaceBypassTest::signal, any -> child())) {
      assertOrdered(kind.apply(victim));
      Command order = kind.apply(unharmed);
      String id = "orders-" + order.getCommandType().name();
      starter.startWorkflowExecution(
          start(id).toBuilder()
              .setNamespace(BOBS)
              .setTaskQueue(TaskQueue.newBuilder().setName("bob-work"))
              .build());
      ByteString task = bob.poll("bob-work").getTaskToken();
      world.attacks().replaced(DenialReason.ENTITY_NOT_FOUND, () -> bob.answer(task, order));

      assertThat(
              starter
                  .getWorkflowExecutionHistory(
                      GetWorkflowExecutionHistoryRequest.newBuilder()
                          .setNamespace(BOBS)
                          .setExecution(Party.execution(id))
                          .build())
                  .getHistory()
                  .getEventsList())
          .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
      starter.terminateWorkflowExecution(
          TerminateWorkflowExecutionRequest.newBuilder()
              .setNamespace(BOBS)
              .setWorkflowExecution(Party.execution(id))
              .build());
      assertThat(events(unharmed)).hasSize(before);
    }
    terminate(victim);
    terminate(unharmed);
  }

  /** Directly, the order is carried out. */
  private void assertOrdered(Command order) {
    Party direct = bare.in(BOBS);
    String id = "direct-" + order.getCommandType().name();
    direct.start(id, "bob-work");
    direct.answer(direct.poll("bob-work").getTaskToken(), order);
    assertThat(direct.history(id))
        .as("at a bare Temporal")
        .anyMatch(event ->
            event.hasSignalExternalWorkflowExecutionInitiatedEventAttributes()
                || event.hasStartChildWorkflowExecutionInitiatedEventAttributes());
    direct.terminate(id);
  }

  private static Command signal(WorkflowExecution victim) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
        .setSignalExternalWorkflowExecutionCommandAttributes(
            SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setNamespace(ALICES)
                .setExecution(victim)
                .setSignalName("stop"))
        .build();
  }

  private static Command child() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
        .setStartChildWorkflowExecutionCommandAttributes(
            StartChildWorkflowExecutionCommandAttributes.newBuilder()
                .setNamespace(ALICES)
                .setWorkflowId("a-child")
                .setWorkflowType(type())
                .setTaskQueue(ALICE_QUEUE))
        .build();
  }

  private static PollWorkflowTaskQueueRequest poll(String namespace, String queue) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(namespace)
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setIdentity("by-hand")
        .build();
  }

  private static WorkflowType type() {
    return WorkflowType.newBuilder().setName(RealWorld.TYPE).build();
  }

  private static StartWorkflowExecutionRequest start(String workflowId) {
    return Party.startOf(workflowId, QUEUE).setNamespace(ALICES).build();
  }
}
