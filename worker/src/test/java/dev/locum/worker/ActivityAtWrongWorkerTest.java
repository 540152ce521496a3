package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.worker.context.Principal;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.HeaderedClient;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.SecondQueueTrips;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.fixture.WorkerWorld.Pool;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.TestLayers;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * S3-58: an activity of Alice's that reaches Bob's worker, or that nobody can decide about: not one
 * line of it runs, none of her attempts is used up, and nobody runs hot (ADR 0022).
 *
 * <p>Bob's worker polls Alice's second queue, as if it had been taken from him while he runs. One
 * poller of his takes at most two tasks: the one that tells him, and that of the poll under way.
 */
@Timeout(180)
final class ActivityAtWrongWorkerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ONE_POLLER_TAKES = 2;

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

  /** S3-03, S3-58, S3-59: the only attempt that Alice allows is hers after Bob has refused it. */
  @Test
  void alicesOnlyAttempt_atBobsWorker_isLeftForAlices() {
    bobOnAlicesSecondQueue(Layer.REGISTRATION);
    alicesWorkflows(SecondQueueTrips.OneAttempt.class);
    WorkflowStub stub = twoQueued().stub();
    stub.start();
    Await.until("Bob's refusal", PATIENCE, () -> bobsRefusals() >= 1);

    alicesActivities();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(alices.entries()).containsExactly("step for user-ada@alice");
    assertThat(bobs.isEmpty()).as("Bob's worker is still there and did nothing").isTrue();
    assertThat(bobsRefusals()).isBetween(1L, (long) ONE_POLLER_TAKES);
    assertThat(world.audit().events(AuditEventType.DELEGATION_VERIFIED))
        .filteredOn(event -> event.parties().actor().equals("bob-worker"))
        .extracting(AuditEvent::decision)
        .allSatisfy(decision -> assertThat(decision.reason()).isEqualTo("DELEGATION_WRONG_TENANT"));
  }

  /** Attempts that nobody counts are handed out again by Temporal; the history shows none of it. */
  @Test
  void alicesUncountedAttempts_atBobsWorker_leaveNoTraceInTheHistory() {
    bobOnAlicesSecondQueue(Layer.REGISTRATION);
    alicesWorkflows(SecondQueueTrips.AnyAttempts.class);
    Trip trip = twoQueued();
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until("Bob's refusal", PATIENCE, () -> bobsRefusals() >= 1);

    alicesActivities();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(bobs.isEmpty()).isTrue();
    assertThat(bobsRefusals()).isBetween(1L, (long) ONE_POLLER_TAKES);
    assertThat(count(trip, EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)).isZero();
    assertThat(count(trip, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)).isEqualTo(1);
  }

  /** The negative control: a worker that does not stand aside takes the work again and again. */
  @Test
  void bobsWorkerThatGoesOnPolling_always_takesTheWorkAgain() {
    bobOnAlicesSecondQueue(Layer.REGISTRATION, Layer.POLLING);
    alicesWorkflows(SecondQueueTrips.OneAttempt.class);
    twoQueued().stub().start();

    Await.until("another refusal", PATIENCE, () -> bobsRefusals() > ONE_POLLER_TAKES);

    assertThat(bobs.isEmpty()).isTrue();
  }

  /** The refusal of the auth service has the same consequences as the worker's own. */
  @Test
  void alicesOnlyAttempt_atBobsWorkerWithoutItsCheck_isLeftForAlices() {
    bobOnAlicesSecondQueue(Layer.REGISTRATION, Layer.ADDRESS);
    alicesWorkflows(SecondQueueTrips.OneAttempt.class);
    WorkflowStub stub = twoQueued().stub();
    stub.start();
    Await.until("Bob's refusal", PATIENCE, () -> bobsRefusals() >= 1);

    alicesActivities();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(bobs.isEmpty()).isTrue();
    assertThat(bobsRefusals()).isBetween(1L, (long) ONE_POLLER_TAKES);
  }

  /** A worker that stood aside comes back when the queue is its own. */
  @Test
  void queueThatIsGivenToBob_always_isPolledByHimAgain() {
    bobOnAlicesSecondQueue(Layer.REGISTRATION);
    alicesWorkflows(SecondQueueTrips.OneAttempt.class);
    WorkflowStub alices = twoQueued().stub();
    alices.start();
    Await.until("Bob's refusal", PATIENCE, () -> bobsRefusals() >= 1);
    alices.terminate("the queue is Bob's now");
    world
        .authService()
        .register(new FakeWorkload("bob-worker", "bob", Set.of("queue-bob", "queue-alice-2")));
    bobsWorkflows();

    assertThat(bobsTrip("queue-bob", "queue-alice-2").getResult(String.class))
        .isEqualTo("user-ben@bob");
    assertThat(bobs.entries()).containsExactly("step for user-ben@bob");
  }

  /**
   * Work of Alice's on Bob's own queue is nobody's. It ends at once, and Bob's worker, which
   * whoever may write to the queue must not be able to stop, goes on.
   */
  @Test
  void alicesActivity_onBobsOwnQueue_endsAndBobGoesOn() {
    bobsWorkflows();
    world.pool(
        FakeWorkload.ALICE,
        "queue-alice",
        builder -> builder,
        worker -> worker.registerWorkflowImplementationTypes(SecondQueueTrips.OnBobsQueue.class));
    WorkflowStub astray =
        world.trip("TripWorkflow", draft -> draft.taskQueues("queue-alice", "queue-bob")).stub();

    astray.start();

    assertThatThrownBy(() -> astray.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOf(ActivityFailure.class)
        .cause()
        .asInstanceOf(type(ApplicationFailure.class))
        .extracting(ApplicationFailure::getType)
        .isEqualTo("locum.DELEGATION_NOT_HERE");
    assertThat(bobsRefusals()).isEqualTo(1);
    assertThat(bobsTrip("queue-bob", "queue-bob").getResult(String.class))
        .isEqualTo("user-ben@bob");
  }

  /** The same for a workflow: it is not retried there for ever. */
  @Test
  void alicesWorkflow_onBobsOwnQueue_endsAndBobGoesOn() {
    bobsWorkflows();
    Trip trip = world.trip("TripWorkflow", draft -> draft.taskQueues("queue-bob"));
    WorkflowStub astray =
        HeaderedClient.of(world.stubs(), trip.headers())
            .newUntypedWorkflowStub(
                "TripWorkflow",
                WorkerWorld.options(trip.id()).toBuilder().setTaskQueue("queue-bob").build());

    astray.start();

    assertThatThrownBy(() -> astray.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .asInstanceOf(type(ApplicationFailure.class))
        .extracting(ApplicationFailure::getType)
        .isEqualTo("locum.DELEGATION_NOT_HERE");
    assertThat(bobs.isEmpty()).isTrue();
    assertThat(bobsTrip("queue-bob", "queue-bob").getResult(String.class))
        .isEqualTo("user-ben@bob");
  }

  /** S3-23: the auth service is away when the only attempt comes; nothing is lost. */
  @Test
  void onlyAttempt_whileNobodyCanDecide_isMadeLater() {
    alicesActivities();
    alicesWorkflows(SecondQueueTrips.AfterASignal.class);
    Trip trip = twoQueued();
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until("the start", () -> alices.entries().contains("before for user-ada@alice"));
    world.authService().answersAreValidFor(Duration.ZERO);
    world.clock().advance(Duration.ofMinutes(1));
    world.authService().goDown();
    Await.until(
        "an attempt that did not begin",
        PATIENCE,
        () -> count(trip, EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED) >= 1);

    world.authService().comeBack();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(alices.entries())
        .containsExactly("before for user-ada@alice", "step for user-ada@alice");
  }

  /** Attempts that began count: of three, one that failed by itself leaves two. */
  @Test
  void attemptsThatBegan_beforeABadOne_stillCount() {
    Journal attempts = new Journal();
    Pool first = activities(attempts, 1);
    alicesWorkflows(SecondQueueTrips.ThreeAttempts.class);
    WorkflowStub stub = twoQueued().stub();
    stub.start();
    Await.until("the first attempt", PATIENCE, () -> attempts.entries().size() == 1);
    first.close();
    bobOnAlicesSecondQueue(Layer.REGISTRATION);
    Await.until("Bob's refusal", PATIENCE, () -> bobsRefusals() >= 1);

    activities(attempts, 100);

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOf(ActivityFailure.class)
        .cause()
        .hasMessageContaining("broken");
    assertThat(attempts.entries()).hasSize(3);
  }

  /** While it waits to be scheduled again it is cancelled as a running activity is. */
  @Test
  void cancelledWhileWaiting_always_failsAsACancelledActivity() {
    bobOnAlicesSecondQueue(Layer.REGISTRATION, Layer.POLLING);
    alicesWorkflows(SecondQueueTrips.Cancelling.class);
    Trip trip = twoQueued();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("cancelled");
    assertThat(bobs.isEmpty()).isTrue();
    assertThat(count(trip, EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)).isPositive();
    assertThat(count(trip, EventType.EVENT_TYPE_TIMER_CANCELED)).isEqualTo(1);
  }

  private void bobOnAlicesSecondQueue(Layer first, Layer... rest) {
    world.pool(
        FakeWorkload.BOB,
        "queue-alice-2",
        builder -> TestPlugins.layers(builder, TestLayers.without(first, rest)),
        WorkerOptions.newBuilder().setMaxConcurrentActivityTaskPollers(1).build(),
        worker -> worker.registerActivitiesImplementations(new Trips.Noting(bobs)));
  }

  private void bobsWorkflows() {
    world.pool(
        FakeWorkload.BOB,
        "queue-bob",
        builder -> builder,
        worker -> {
          worker.registerWorkflowImplementationTypes(
              Trips.OneStep.class, SecondQueueTrips.OnQueue.class);
          worker.registerActivitiesImplementations(new Trips.Noting(bobs));
        });
  }

  private WorkflowStub bobsTrip(String queue, String activityQueue) {
    Trip trip =
        world.trip(
            "OnQueueFlow",
            draft ->
                draft
                    .of("user-ben", "bob")
                    .taskQueues(Stream.of(queue, activityQueue).distinct().toArray(String[]::new)));
    WorkflowStub stub =
        HeaderedClient.of(
                world.stubs(), LocumHeaders.encode(trip.token(), new Principal("user-ben", "bob")))
            .newUntypedWorkflowStub(
                "OnQueueFlow",
                WorkerWorld.options(trip.id()).toBuilder().setTaskQueue(queue).build());
    stub.start(activityQueue);
    return stub;
  }

  private void alicesWorkflows(Class<?> type) {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(type);
      worker.registerActivitiesImplementations(new Trips.Noting(alices));
    });
  }

  private void alicesActivities() {
    world.pool(
        FakeWorkload.ALICE,
        "queue-alice-2",
        builder -> builder,
        worker -> worker.registerActivitiesImplementations(new Trips.Noting(alices)));
  }

  /** Alice's activities, of which the first so many attempts fail by themselves. */
  private Pool activities(Journal attempts, int failing) {
    return world.pool(
        FakeWorkload.ALICE,
        "queue-alice-2",
        builder -> builder,
        (Worker worker) ->
            worker.registerActivitiesImplementations(
                new Trips.Noting(
                    attempts,
                    () -> {
                      if (attempts.entries().size() <= failing) {
                        throw new IllegalStateException("broken");
                      }
                    })));
  }

  private Trip twoQueued() {
    return world.trip("TripWorkflow", draft -> draft.taskQueues("queue-alice", "queue-alice-2"));
  }

  private long bobsRefusals() {
    return world.audit().events(AuditEventType.DELEGATION_VERIFIED).stream()
        .filter(event -> event.parties().actor().equals("bob-worker"))
        .filter(event -> !event.decision().reason().isEmpty())
        .count();
  }

  private static long count(Trip trip, EventType type) {
    return trip.history().stream().filter(event -> event.getEventType() == type).count();
  }
}
