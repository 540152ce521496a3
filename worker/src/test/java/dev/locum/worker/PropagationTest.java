package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.Trips.TripActivities;
import dev.locum.worker.fixture.Trips.TripWorkflow;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.workflow.WorkflowPrincipal;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The context reaches everything that a workflow starts, and no workflow does anything for it. */
@Timeout(120)
final class PropagationTest {

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
   * S2-09: child, grandchild, and a child that outlives its parent, on another queue of the tenant.
   */
  @Test
  void childrenOfEveryKind_always_seeTheSameUser() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(Family.class, Middle.class, Trips.Child.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
    world.pool(
        FakeWorkload.ALICE,
        "queue-alice-2",
        builder -> builder,
        worker -> {
          worker.registerWorkflowImplementationTypes(Trips.Child.class);
          worker.registerActivitiesImplementations(new Trips.Noting(journal));
        });
    Trip trip =
        world.trip("TripWorkflow", draft -> draft.taskQueues("queue-alice", "queue-alice-2"));
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice,user-ada@alice");
    Await.until("the detached child", () -> journal.entries().size() == 3);
    assertThat(journal.entries()).containsOnly("child for user-ada@alice");
  }

  /** S3-58: a child on a queue that the delegation does not name is refused where it is started. */
  @Test
  void childOnAForeignQueue_always_isRefusedAtTheParent() {
    world.alice(worker -> worker.registerWorkflowImplementationTypes(Family.class, Middle.class));
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo("locum.DELEGATION_NOT_HERE"));
    assertThat(trip.history())
        .filteredOn(event ->
            event.getEventType() == EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED)
        .noneMatch(event -> event.toString().contains("queue-alice-2"));
  }

  /** S2-10: normal, local, and retried activities. */
  @Test
  void activitiesOfEveryKind_always_seeTheSameUser() {
    AtomicInteger attempts = new AtomicInteger();
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(EveryActivity.class);
      worker.registerActivitiesImplementations(
          new Trips.Noting(journal), new FlakyImplementation(attempts));
    });
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada");
    assertThat(attempts).hasValue(3);
    assertThat(journal.entries())
        .containsExactly("normal for user-ada@alice", "local for user-ada@alice");
  }

  /** S2-10: completed later, by another thread. */
  @Test
  void asynchronouslyCompletedActivity_always_seesTheSameUser() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(OneLater.class);
      worker.registerActivitiesImplementations(
          new LaterImplementation(
              WorkflowClient.newInstance(world.stubs()).newActivityCompletionClient()));
    });
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /** S2-10: after continue-as-new, when the first token has long expired. */
  @Test
  void activityAfterContinueAsNew_always_seesTheSameUser() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(Continuing.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
    Trip trip = world.trip("ContinuingFlow");
    WorkflowStub stub = trip.stub();
    String first = stub.start(2).getRunId();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(journal.entries()).hasSize(3);
    assertThat(world.authService().verifications())
        .allSatisfy(request ->
            assertThat(request.getExecution().getFirstExecutionRunId()).isEqualTo(first));
    assertThat(world.authService().verifications())
        .extracting(request -> request.getExecution().getRunId())
        .contains(first)
        .hasSizeGreaterThan(2);
  }

  /** S2-09: signals from one workflow of the delegation to another carry it. */
  @Test
  void signalBetweenWorkflowsOfOneDelegation_always_isAdmitted() {
    world.alice(
        worker -> worker.registerWorkflowImplementationTypes(Listening.class, Telling.class));
    WorkflowStub stub = world.trip("ListeningFlow").stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("hello");
  }

  /** S2-05, S2-06, S2-11: workflow code reads the same ids; they are in headers, not in inputs. */
  @Test
  void workflowCode_always_readsThePrincipalFromItsContext() {
    world.alice(worker -> worker.registerWorkflowImplementationTypes(Asking.class));
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice " + trip.delegation());
    HistoryEvent started = trip.history().get(0);
    assertThat(started.getWorkflowExecutionStartedEventAttributes().getHeader().getFieldsMap())
        .containsKeys(LocumHeaders.DELEGATION, LocumHeaders.PRINCIPAL);
    assertThat(started.getWorkflowExecutionStartedEventAttributes().getInput().getPayloadsList())
        .isEmpty();
  }

  /** Nothing leaves before the verification, not even from a constructor. */
  @Test
  void constructorThatSchedulesSomething_always_failsTheTask() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(Hasty.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    Await.until(
        "a failed task",
        () ->
            trip.history().stream()
                .anyMatch(e ->
                    e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
                        && e.toString().contains("constructor")));
    assertThat(journal.entries()).isEmpty();
  }

  // The workflows.

  /** Two children of children, one of which is left alone. */
  public static final class Family implements TripWorkflow {
    @Override
    public String run() {
      Trips.ChildFlow alone =
          Workflow.newChildWorkflowStub(
              Trips.ChildFlow.class,
              ChildWorkflowOptions.newBuilder()
                  .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                  .setTaskQueue("queue-alice-2")
                  .build());
      Async.function(alone::run);
      Workflow.getWorkflowExecution(alone).get();
      return Workflow.newChildWorkflowStub(MiddleFlow.class).run();
    }
  }

  @WorkflowInterface
  public interface MiddleFlow {
    @WorkflowMethod
    String run();
  }

  /** Two children, one after the other. */
  public static final class Middle implements MiddleFlow {
    @Override
    public String run() {
      return Workflow.newChildWorkflowStub(Trips.ChildFlow.class).run()
          + ","
          + Workflow.newChildWorkflowStub(Trips.ChildFlow.class).run();
    }
  }

  @ActivityInterface
  public interface Flaky {
    String fails();
  }

  /** Fails twice. */
  public static final class FlakyImplementation implements Flaky {
    private final AtomicInteger attempts;

    FlakyImplementation(AtomicInteger attempts) {
      this.attempts = attempts;
    }

    @Override
    public String fails() {
      String user = LocumContext.current().principal().userId();
      if (attempts.incrementAndGet() < 3) {
        throw ApplicationFailure.newFailure("not yet", "NotYet");
      }
      return user;
    }
  }

  /** One activity of each kind. */
  public static final class EveryActivity implements TripWorkflow {
    @Override
    public String run() {
      Workflow.newActivityStub(TripActivities.class, Trips.activityOptions()).step("normal");
      Workflow.newLocalActivityStub(TripActivities.class, Trips.localOptions()).step("local");
      return Workflow.newActivityStub(Flaky.class, Trips.activityOptions()).fails();
    }
  }

  @ActivityInterface
  public interface Later {
    String later();
  }

  /** Completes from another thread. */
  public static final class LaterImplementation implements Later {
    private final ActivityCompletionClient completions;

    LaterImplementation(ActivityCompletionClient completions) {
      this.completions = completions;
    }

    @Override
    public String later() {
      ActivityExecutionContext activity = Activity.getExecutionContext();
      byte[] task = activity.getTaskToken();
      Thread thread =
          new Thread(
              io.grpc.Context.current()
                  .wrap(() -> {
                    var principal = LocumContext.current().principal();
                    completions.complete(task, principal.userId() + "@" + principal.tenantId());
                  }));
      activity.doNotCompleteOnReturn();
      thread.start();
      return "";
    }
  }

  /** One activity that completes later. */
  public static final class OneLater implements TripWorkflow {
    @Override
    public String run() {
      return Workflow.newActivityStub(Later.class, Trips.activityOptions()).later();
    }
  }

  @WorkflowInterface
  public interface ContinuingFlow {
    @WorkflowMethod
    String run(int more);
  }

  /** A step in each of several runs. */
  public static final class Continuing implements ContinuingFlow {
    @Override
    public String run(int more) {
      String whom =
          Workflow.newActivityStub(TripActivities.class, Trips.activityOptions())
              .step("run " + more);
      if (more > 0) {
        Workflow.continueAsNew(more - 1);
      }
      return whom;
    }
  }

  @WorkflowInterface
  public interface ListeningFlow {
    @WorkflowMethod
    String run();

    @SignalMethod
    void tell(String word);
  }

  /** Waits for its child to tell it something. */
  public static final class Listening implements ListeningFlow {
    private String word = "";

    @Override
    public String run() {
      Async.procedure(
          Workflow.newChildWorkflowStub(TellingFlow.class)::run,
          Workflow.getInfo().getWorkflowId());
      Workflow.await(() -> !word.isEmpty());
      return word;
    }

    @Override
    public void tell(String word) {
      this.word = word;
    }
  }

  @WorkflowInterface
  public interface TellingFlow {
    @WorkflowMethod
    void run(String parent);
  }

  /** Tells its parent something. */
  public static final class Telling implements TellingFlow {
    @Override
    public void run(String parent) {
      ExternalWorkflowStub stub = Workflow.newUntypedExternalWorkflowStub(parent);
      stub.signal("tell", "hello");
    }
  }

  /** Reads its principal. */
  public static final class Asking implements TripWorkflow {
    @Override
    public String run() {
      WorkflowPrincipal current = WorkflowPrincipal.current();
      return current.principal().userId()
          + "@"
          + current.principal().tenantId()
          + " "
          + current.delegationId();
    }
  }

  /** Schedules an activity in its constructor. */
  public static final class Hasty implements TripWorkflow {

    public Hasty() {
      Async.function(
          Workflow.newActivityStub(TripActivities.class, Trips.activityOptions())::step, "hasty");
    }

    @Override
    public String run() {
      Workflow.sleep(Duration.ofHours(1));
      return "";
    }
  }
}
