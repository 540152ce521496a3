package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What else happens to a workflow in its life: cancelled, forgotten, asked after its end. */
@Timeout(120)
final class WorkflowLifeTest {

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

  /** A cancelled workflow cleans up for the one who asked, in the scope that is not cancelled. */
  @Test
  void cancelledWorkflow_always_cleansUpForTheSameUser() {
    registered();
    Trip trip = world.trip("CleaningFlow");
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until("the first step", () -> journal.entries().size() == 1);

    trip.running(trip.headers()).cancel();

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(journal.entries())
        .containsExactly("work for user-ada@alice", "clean for user-ada@alice");
  }

  /** Cancelling does not get past the verification: what is not verified cannot even clean up. */
  @Test
  void workflowCancelledBeforeItsVerification_always_isVerifiedFirst() {
    registered();
    Trip trip = world.trip("CleaningFlow");
    world.authService().goDown();
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until(
        "a long pause",
        Duration.ofSeconds(60),
        () -> has(trip, EventType.EVENT_TYPE_TIMER_STARTED));
    trip.running(trip.headers()).cancel();
    Await.until(
        "the cancellation",
        () -> has(trip, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED));
    assertThat(journal.isEmpty()).isTrue();

    world.authService().comeBack();
    // The keys are not fetched again within the same second.
    world.clock().advance(Duration.ofMinutes(1));

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(questions()).startsWith("Verify");
    assertThat(journal.entries()).containsExactly("clean for user-ada@alice");
  }

  /** S2-12: a worker that forgets the workflow after each task replays it and asks nobody again. */
  @Test
  void workflowThatIsForgottenAfterEachTask_always_isVerifiedOnce() {
    world.withoutWorkflowCache();
    registered();
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(questions()).filteredOn(question -> question.equals("Verify")).hasSize(2);
    assertThat(journal.entries())
        .containsExactly(
            "local for user-ada@alice", "activity for user-ada@alice", "child for user-ada@alice");
    assertThat(trip.history())
        .noneMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
  }

  /** A closed workflow tells what it knows to those who hold its delegation, and to nobody else. */
  @Test
  void closedWorkflow_always_answersItsOwnDelegationOnly() {
    world.withoutWorkflowCache();
    registered();
    Trip trip = world.trip("KnowingFlow");
    Trip other = world.trip("KnowingFlow");
    WorkflowStub stub = trip.stub();
    stub.start();
    stub.getResult(String.class);

    assertThat(trip.running(trip.headers()).query("secret", String.class)).isEqualTo("of Ada");
    for (Map<String, Payload> headers : List.of(Map.<String, Payload>of(), other.headers())) {
      assertThatThrownBy(() -> trip.running(headers).query("secret", String.class))
          .isInstanceOf(WorkflowQueryException.class)
          .rootCause()
          .hasMessageContaining("locum.DELEGATION_REJECTED")
          .hasMessageNotContaining("Ada");
    }
  }

  private static boolean has(Trip trip, EventType type) {
    return trip.history().stream().anyMatch(event -> event.getEventType() == type);
  }

  private void registered() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(
          Trips.Everything.class, Trips.Child.class, Cleaning.class, Knowing.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
  }

  private List<String> questions() {
    return world.authService().questions().stream().filter(q -> q.startsWith("Verify")).toList();
  }

  @WorkflowInterface
  public interface CleaningFlow {
    @WorkflowMethod
    String run();
  }

  /** Works, waits, and cleans up when it is cancelled. */
  public static final class Cleaning implements CleaningFlow {
    private final Trips.TripActivities activities =
        Workflow.newActivityStub(Trips.TripActivities.class, Trips.activityOptions());

    @Override
    public String run() {
      try {
        activities.step("work");
        Workflow.sleep(Duration.ofMinutes(10));
        return "done";
      } finally {
        Workflow.newDetachedCancellationScope(() -> activities.step("clean")).run();
      }
    }
  }

  @WorkflowInterface
  public interface KnowingFlow {
    @WorkflowMethod
    String run();

    @QueryMethod
    String secret();
  }

  /** Keeps something. */
  public static final class Knowing implements KnowingFlow {
    @Override
    public String run() {
      return "done";
    }

    @Override
    public String secret() {
      return "of Ada";
    }
  }
}
