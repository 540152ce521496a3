package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.worker.context.Principal;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.HeaderedClient;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.Trips.TripActivities;
import dev.locum.worker.fixture.Trips.TripWorkflow;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.fixture.WorkerWorld.Pool;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that outlives tokens and workers, and work of many tenants at once. */
@Timeout(180)
final class LongRunningTest {

  private static final int RUNS = 1_000;
  private static final int SOME = RUNS / 20;

  private final Journal journal = new Journal();
  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /**
   * S2-01, S3-01: three days later, with every token long expired, it still acts for the one who
   * asked.
   */
  @Test
  void activityDaysLater_always_actsForTheInitiator() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(Days.class);
      worker.registerActivitiesImplementations(
          new Trips.Noting(journal, () -> world.clock().advance(Duration.ofDays(1))));
    });
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(journal.entries())
        .containsExactly(
            "day 1 for user-ada@alice", "day 2 for user-ada@alice", "day 3 for user-ada@alice");
    assertThat(world.authService().count("Renew")).isEqualTo(2);
  }

  /**
   * S3-04, S3-16, S3-26: a worker that is started an hour after the request, when the user is gone.
   */
  @Test
  void workerStartedAnHourLater_always_doesTheWork() {
    WorkflowStub stub = world.trip().stub();
    stub.start();
    world.clock().advance(Duration.ofHours(1));

    world.alice(this::registerOneStep);

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(world.authService().count("Renew")).isEqualTo(1);
  }

  /**
   * S2-12: the worker ends in the middle; another replays the history: same ids, asked once, done
   * once.
   */
  @Test
  void workerGoneInTheMiddle_always_isReplacedWithoutAskingAgain() {
    Pool first = world.alice(this::registerPausing);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until(
        "the timer",
        () ->
            trip.history().stream()
                .anyMatch(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED));
    first.close();
    long asked = workflowQuestions();

    world.alice(this::registerPausing);

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(workflowQuestions())
        .as("the verification is replayed, not repeated")
        .isEqualTo(asked);
    assertThat(journal.entries())
        .containsExactly("before for user-ada@alice", "after for user-ada@alice");
    assertThat(trip.history())
        .noneMatch(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
  }

  /**
   * S2-12: a thousand runs of two tenants at once never mix, though all workers are killed in the
   * middle and others replay what they left.
   */
  @Test
  @Timeout(420)
  void parallelRunsOfTenants_withWorkersKilledInTheMiddle_neverMix() {
    List<Journal> killed = List.of(new Journal(), new Journal());
    List<Journal> successors = List.of(new Journal(), new Journal());
    // They get stuck, however fast they are, so that there is something to leave to others.
    List<Pool> first = tenantsWorkers(killed, LongRunningTest::stuckAfterSome);
    Map<WorkflowStub, Trip> runs = new LinkedHashMap<>();
    Map<String, String> whom = new HashMap<>();
    for (int i = 0; i < RUNS; i++) {
      boolean alice = i % 2 == 0;
      Principal principal = new Principal("user-" + i, alice ? "alice" : "bob");
      String queue = alice ? "queue-alice" : "queue-bob";
      Trip trip =
          world.trip(
              "TripWorkflow",
              draft -> draft.of(principal.userId(), principal.tenantId()).taskQueues(queue));
      WorkflowStub stub = stub(trip, principal, queue);
      stub.start();
      runs.put(stub, trip);
      whom.put(trip.id(), principal.userId() + "@" + principal.tenantId());
    }
    Await.until(
        "some work of both",
        Duration.ofMinutes(2),
        () -> killed.stream().allMatch(journal -> journal.entries().size() > SOME));
    first.forEach(Pool::close);

    tenantsWorkers(successors, journal -> () -> {});

    runs.forEach(
        (stub, trip) -> assertThat(stub.getResult(String.class)).isEqualTo(whom.get(trip.id())));
    for (List<Journal> journals : List.of(killed, successors)) {
      assertThat(journals.get(0).entries()).allSatisfy(entry -> isOf("alice", whom, entry));
      assertThat(journals.get(1).entries()).allSatisfy(entry -> isOf("bob", whom, entry));
    }
    assertThat(begunAndEndedElsewhere(killed, successors))
        .as("runs that were replayed")
        .isPositive();
    assertThat(runs.values()).noneMatch(LongRunningTest::isNotDeterministic);
    assertThat(world.audit().events(AuditEventType.DELEGATION_VERIFIED))
        .extracting(AuditEvent::parties)
        .hasSizeGreaterThanOrEqualTo(3 * RUNS)
        .allSatisfy(parties -> assertThat(parties.actor()).isEqualTo(parties.tenant() + "-worker"));
  }

  /** Alice's worker and Bob's, in this order, each with its journal. */
  private List<Pool> tenantsWorkers(
      List<Journal> journals, Function<Journal, Runnable> afterEachStep) {
    return List.of(
        world.pool(
            FakeWorkload.ALICE,
            "queue-alice",
            builder -> builder,
            worker -> registerTwoSteps(worker, journals.get(0), afterEachStep)),
        world.pool(
            FakeWorkload.BOB,
            "queue-bob",
            builder -> builder,
            worker -> registerTwoSteps(worker, journals.get(1), afterEachStep)));
  }

  private static void registerTwoSteps(
      Worker worker, Journal into, Function<Journal, Runnable> afterEachStep) {
    worker.registerWorkflowImplementationTypes(TwoSteps.class);
    worker.registerActivitiesImplementations(new Trips.Noting(into, afterEachStep.apply(into)));
  }

  /** Ends no step any more after the first ones; the end of its worker interrupts it. */
  private static Runnable stuckAfterSome(Journal journal) {
    return () -> {
      if (journal.entries().size() <= SOME) {
        return;
      }
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("killed", e);
      }
    };
  }

  /** An entry names its run and the one for whom it was done: they must belong together. */
  private static void isOf(String tenant, Map<String, String> whom, String entry) {
    String run = entry.substring(0, entry.indexOf('/'));
    assertThat(entry).endsWith(" for " + whom.get(run)).endsWith("@" + tenant);
  }

  private static long begunAndEndedElsewhere(List<Journal> before, List<Journal> after) {
    Set<String> begun = runsOf(before, "/begin");
    return runsOf(after, "/end").stream().filter(begun::contains).count();
  }

  private static Set<String> runsOf(List<Journal> journals, String step) {
    return journals.stream()
        .flatMap(journal -> journal.entries().stream())
        .filter(entry -> entry.contains(step))
        .map(entry -> entry.substring(0, entry.indexOf('/')))
        .collect(Collectors.toSet());
  }

  private static boolean isNotDeterministic(Trip trip) {
    return trip.history().stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
        .anyMatch(event ->
            event.getWorkflowTaskFailedEventAttributes().getCause()
                == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
  }

  private WorkflowStub stub(Trip trip, Principal principal, String queue) {
    return HeaderedClient.of(world.stubs(), LocumHeaders.encode(trip.token(), principal))
        .newUntypedWorkflowStub(
            "TripWorkflow", WorkerWorld.options(trip.id()).toBuilder().setTaskQueue(queue).build());
  }

  private long workflowQuestions() {
    return world.authService().questions().stream().filter(q -> q.equals("Verify")).count();
  }

  private void registerOneStep(Worker worker) {
    worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
    worker.registerActivitiesImplementations(new Trips.Noting(journal));
  }

  private void registerPausing(Worker worker) {
    worker.registerWorkflowImplementationTypes(Pausing.class);
    worker.registerActivitiesImplementations(new Trips.Noting(journal));
  }

  /** A step a day; the activity moves the clock. */
  public static final class Days implements TripWorkflow {
    @Override
    public String run() {
      TripActivities activities =
          Workflow.newActivityStub(TripActivities.class, Trips.activityOptions());
      activities.step("day 1");
      activities.step("day 2");
      return activities.step("day 3");
    }
  }

  /** Two steps that name their run. */
  public static final class TwoSteps implements TripWorkflow {
    @Override
    public String run() {
      TripActivities activities =
          Workflow.newActivityStub(TripActivities.class, Trips.activityOptions());
      String run = Workflow.getInfo().getWorkflowId();
      activities.step(run + "/begin");
      return activities.step(run + "/end");
    }
  }

  /** A step, two seconds, a step. */
  public static final class Pausing implements TripWorkflow {
    @Override
    public String run() {
      TripActivities activities =
          Workflow.newActivityStub(TripActivities.class, Trips.activityOptions());
      activities.step("before");
      Workflow.sleep(Duration.ofSeconds(2));
      return activities.step("after");
    }
  }
}
