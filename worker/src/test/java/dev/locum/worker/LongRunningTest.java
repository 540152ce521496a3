package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
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
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that outlives tokens and workers, and work of many tenants at once. */
@Timeout(180)
final class LongRunningTest {

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

  /** S2-12: many runs of two tenants at once never mix. */
  @Test
  void parallelRunsOfTenants_never_mix() {
    int runs = 100;
    Journal bobs = new Journal();
    world.alice(this::registerOneStep);
    world.pool(
        FakeWorkload.BOB,
        "queue-bob",
        builder -> builder,
        worker -> {
          worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
          worker.registerActivitiesImplementations(new Trips.Noting(bobs));
        });
    Map<WorkflowStub, String> expected = new HashMap<>();
    List<WorkflowStub> stubs = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      boolean alice = i % 2 == 0;
      String user = (alice ? "ada-" : "ben-") + i;
      String tenant = alice ? "alice" : "bob";
      String queue = alice ? "queue-alice" : "queue-bob";
      Trip trip = world.trip("TripWorkflow", draft -> draft.of(user, tenant).taskQueues(queue));
      WorkflowStub stub = stub(trip, user, tenant, queue);
      stub.start();
      stubs.add(stub);
      expected.put(stub, user + "@" + tenant);
    }

    for (WorkflowStub stub : stubs) {
      assertThat(stub.getResult(String.class)).isEqualTo(expected.get(stub));
    }
    assertThat(journal.entries()).hasSize(runs / 2).allMatch(entry -> entry.endsWith("@alice"));
    assertThat(bobs.entries()).hasSize(runs / 2).allMatch(entry -> entry.endsWith("@bob"));
    assertThat(world.audit().events(AuditEventType.DELEGATION_VERIFIED))
        .extracting(AuditEvent::parties)
        .allSatisfy(parties -> assertThat(parties.actor()).isEqualTo(parties.tenant() + "-worker"));
  }

  private WorkflowStub stub(Trip trip, String user, String tenant, String queue) {
    RawToken token = trip.token();
    return HeaderedClient.of(world.stubs(), LocumHeaders.encode(token, new Principal(user, tenant)))
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
