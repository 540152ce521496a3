package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.await.Await;
import io.grpc.ManagedChannel;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workflow by the plain SDK that orders what its tenant may not: its history says so, once, the
 * worker is not kept busy by it, and the workflow goes on once its code is mended.
 */
final class RefusedOrderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TASK_TIMEOUT = Duration.ofSeconds(5);
  private static final String FOREIGN_QUEUE = "bob-work";

  /** How often the workflow's code has come to its order. */
  private static final AtomicInteger ORDERED = new AtomicInteger();

  private static final AtomicBoolean MENDED = new AtomicBoolean();

  @TempDir private Path directory;

  @WorkflowInterface
  public interface Trip {
    @WorkflowMethod(name = RealWorld.TYPE)
    String travel(boolean orders);
  }

  @ActivityInterface
  public interface Words {
    String hello(String name);
  }

  public static final class TripWorkflow implements Trip {
    @Override
    public String travel(boolean orders) {
      if (!orders || MENDED.get()) {
        return "done";
      }
      ORDERED.incrementAndGet();
      return Workflow.newActivityStub(
              Words.class,
              ActivityOptions.newBuilder()
                  .setTaskQueue(FOREIGN_QUEUE)
                  .setStartToCloseTimeout(Duration.ofSeconds(60))
                  .build())
          .hello("ada");
    }
  }

  @BeforeEach
  void reset() {
    ORDERED.set(0);
    MENDED.set(false);
  }

  @Test
  @Tag("real-temporal")
  void refusedOrder_isRecordedOnce_andDoesNotGoRound_atARealTemporal() throws IOException {
    try (RealWorld world = RealWorld.start(directory, "work")) {
      check(world.gateway(), "alice-work");
    }
  }

  @Test
  void refusedOrder_isRecordedOnce_andDoesNotGoRound() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory)) {
      world
          .world()
          .with(FakeNamespace.shared("default").asking(DelegationRule.DELEGATION_RULE_IGNORED));
      check(world, "queue-alice");
    }
  }

  private static void check(GatewayWorld world, String queue) {
    ManagedChannel starter = world.withApiKey("alice-starter");
    WorkflowClient client = WorkflowClient.newInstance(world.stubs(starter));
    WorkerFactory factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(world.stubs(world.withApiKey("alice-worker"))));
    Worker pool = factory.newWorker(queue);
    pool.registerWorkflowImplementationTypes(TripWorkflow.class);
    factory.start();
    try {
      long begun = System.nanoTime();
      WorkflowStub refused = trip(client, queue, "alice.refused");
      refused.start(true);
      Await.until("a second attempt", PATIENCE, () -> ORDERED.get() >= 2);
      for (int i = 0; i < 20; i++) {
        WorkflowStub other = trip(client, queue, "alice.other-" + i);
        other.start(false);
        assertThat(other.getResult(String.class)).isEqualTo("done");
      }

      long timeouts = (System.nanoTime() - begun) / TASK_TIMEOUT.toNanos();
      assertThat(ORDERED.get()).as("attempts").isLessThanOrEqualTo(Math.toIntExact(3 + timeouts));
      assertThat(failures(client, Objects.requireNonNull(refused.getExecution())))
          .singleElement()
          .satisfies(failure ->
              assertThat(failure.getWorkflowTaskFailedEventAttributes().getFailure().getMessage())
                  .startsWith("ACTION_NOT_ALLOWED: ")
                  .contains("command 1 of 1, schedule_activity_task")
                  .doesNotContain(FOREIGN_QUEUE));
      MENDED.set(true);
      assertThat(refused.getResult(String.class)).isEqualTo("done");
    } finally {
      factory.shutdownNow();
      factory.awaitTermination(30, TimeUnit.SECONDS);
    }
  }

  private static WorkflowStub trip(WorkflowClient client, String queue, String id) {
    return client.newUntypedWorkflowStub(
        RealWorld.TYPE,
        WorkflowOptions.newBuilder()
            .setWorkflowId(id)
            .setTaskQueue(queue)
            .setWorkflowTaskTimeout(TASK_TIMEOUT)
            .build());
  }

  private static List<HistoryEvent> failures(WorkflowClient client, WorkflowExecution execution) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution)
                .build())
        .getHistory()
        .getEventsList()
        .stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
        .toList();
  }
}
