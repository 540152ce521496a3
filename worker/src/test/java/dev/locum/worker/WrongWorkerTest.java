package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialException;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.fixture.WorkerWorld.Pool;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.TestLayers;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alice's task at Bob's worker: nothing is done, and nothing of Alice's is harmed (ADR 0022). */
@Timeout(120)
final class WrongWorkerTest {

  private final Journal bobs = new Journal();
  private final Journal alices = new Journal();
  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** S3-14, S3-56: by mistake: the wrong queue is configured. */
  @Test
  void workerOnAQueueThatIsNotItsOwn_always_doesNotStart() {
    assertThatThrownBy(() -> bob(Layer.ADDRESS, Layer.PRINCIPAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bob-worker")
        .hasMessageContaining("default/queue-alice")
        .hasMessageContaining("default/queue-bob");
  }

  /** A worker that the auth service does not know does not start; the reason is named. */
  @Test
  void workerThatNobodyKnows_always_doesNotStart() {
    FakeWorkload unknown = new FakeWorkload("eve-worker", "eve", Set.of("queue-alice"));

    assertThatThrownBy(
            () -> world.pool(unknown, "queue-alice", builder -> builder, this::registerBobs))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CREDENTIAL_REJECTED")
        .hasCauseInstanceOf(DenialException.class);
  }

  /**
   * S3-03, S3-59: Bob's worker polls Alice's queue; it turns the task away, and Alice's worker does
   * the work.
   */
  @Test
  void alicesTask_atBobsWorker_isTurnedAwayAndDoneByAlices() {
    Pool bob = bob(Layer.REGISTRATION);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();

    Await.until("a failed task", Duration.ofSeconds(30), () -> failedTasks(trip) >= 1);
    assertThat(bobs.entries()).isEmpty();
    assertThat(world.authService().count("Verify")).as("nobody was even asked").isZero();
    assertThat(bobsRefusals()).isPositive();
    bob.close();
    world.alice(this::registerAlices);

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(alices.entries()).hasSize(1);
    assertThat(bobs.entries()).isEmpty();
  }

  /**
   * S3-60: his worker's own check is off: the auth service does not confirm for him; the workflow
   * is unharmed.
   */
  @Test
  void alicesTask_atBobsWorkerWithoutItsCheck_isRefusedByTheAuthService() {
    Pool bob = bob(Layer.REGISTRATION, Layer.ADDRESS);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();

    Await.until("a failed task", Duration.ofSeconds(30), () -> failedTasks(trip) >= 1);
    assertThat(bobs.entries()).isEmpty();
    assertThat(world.authService().count("Verify")).isPositive();
    assertThat(world.audit().events(AuditEventType.DELEGATION_VERIFIED))
        .first()
        .satisfies(event -> assertThat(event.decision().reason()).isEqualTo("DELEGATION_NOT_HERE"))
        .satisfies(event -> assertThat(event.parties().actor()).isEqualTo("bob-worker"));
    bob.close();
    world.alice(this::registerAlices);

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /** The negative control: with his check and the question both off, Bob's worker does the work. */
  @Test
  void alicesTask_atBobsWorkerWithoutAnyLayer_isDone() {
    bob(Layer.REGISTRATION, Layer.ADDRESS, Layer.AUTHORITY);
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(bobs.entries()).hasSize(1);
  }

  /**
   * Bob may set his worker up to fail workflows on any throwable; Alice's must survive that too.
   */
  @Test
  void alicesTask_atAWorkerThatFailsWorkflowsOnAnything_failsTheTaskOnly() {
    Pool bob =
        world.pool(
            FakeWorkload.BOB,
            "queue-alice",
            builder -> TestPlugins.layers(builder, TestLayers.without(Layer.REGISTRATION)),
            worker -> {
              worker.registerWorkflowImplementationTypes(
                  WorkflowImplementationOptions.newBuilder()
                      .setFailWorkflowExceptionTypes(Throwable.class)
                      .build(),
                  Trips.OneStep.class);
              worker.registerActivitiesImplementations(new Trips.Noting(bobs));
            });
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();

    Await.until("a failed task", Duration.ofSeconds(30), () -> failedTasks(trip) >= 1);
    bob.close();
    world.alice(this::registerAlices);

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /**
   * In the middle of the work, from a history with a verification in it: Bob's worker turns it away
   * as well.
   */
  @Test
  void alicesTask_atBobsWorkerInTheMiddle_isTurnedAwayAndDoneByAlices() {
    Pool alice = world.alice(this::registerWaiting);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until("the first step", () -> alices.entries().size() == 1);
    Await.until("the timer", () -> has(trip, EventType.EVENT_TYPE_TIMER_STARTED));
    alice.close();
    Pool bob =
        world.pool(
            FakeWorkload.BOB,
            "queue-alice",
            builder -> TestPlugins.layers(builder, TestLayers.without(Layer.REGISTRATION)),
            worker -> {
              worker.registerWorkflowImplementationTypes(Waiting.class);
              worker.registerActivitiesImplementations(new Trips.Noting(bobs));
            });

    Await.until("Bob's refusal", Duration.ofSeconds(30), () -> bobsRefusals() >= 1);
    bob.close();
    world.alice(this::registerWaiting);

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(bobs.entries()).isEmpty();
    assertThat(alices.entries()).hasSize(2);
  }

  private Pool bob(Layer first, Layer... rest) {
    return world.pool(
        FakeWorkload.BOB,
        "queue-alice",
        builder -> TestPlugins.layers(builder, TestLayers.without(first, rest)),
        this::registerBobs);
  }

  private long failedTasks(Trip trip) {
    return trip.history().stream()
        .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
        .map(HistoryEvent::toString)
        .filter(text -> text.contains("locum.DELEGATION_NOT_HERE"))
        .count();
  }

  private long bobsRefusals() {
    return world.audit().events(AuditEventType.DELEGATION_VERIFIED).stream()
        .filter(event -> event.parties().actor().equals("bob-worker"))
        .filter(event -> event.decision().reason().equals("DELEGATION_WRONG_TENANT"))
        .count();
  }

  private static boolean has(Trip trip, EventType type) {
    return trip.history().stream().anyMatch(e -> e.getEventType() == type);
  }

  private void registerBobs(Worker worker) {
    worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
    worker.registerActivitiesImplementations(new Trips.Noting(bobs));
  }

  private void registerAlices(Worker worker) {
    worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
    worker.registerActivitiesImplementations(new Trips.Noting(alices));
  }

  private void registerWaiting(Worker worker) {
    worker.registerWorkflowImplementationTypes(Waiting.class);
    worker.registerActivitiesImplementations(new Trips.Noting(alices));
  }

  /** A step, three seconds, a step. */
  public static final class Waiting implements Trips.TripWorkflow {
    private final Trips.TripActivities activities =
        Workflow.newActivityStub(Trips.TripActivities.class, Trips.activityOptions());

    @Override
    public String run() {
      activities.step("before");
      Workflow.sleep(Duration.ofSeconds(3));
      return activities.step("after");
    }
  }
}
