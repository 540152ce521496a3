package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationClaims;
import dev.locum.token.RawToken;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.Trips.ChildFlow;
import dev.locum.worker.fixture.Trips.TripActivities;
import dev.locum.worker.fixture.Trips.TripWorkflow;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * S3-58: a child in another pool of the tenant, on a queue that its parent's delegation does not
 * name, has a delegation of its own, narrower, by exchange; or does not start.
 */
@Timeout(120)
final class ChildOnAnotherPoolTest {

  private static final String HEAVY = "queue-alice-heavy";
  private static final FakeWorkload HEAVY_WORKER =
      new FakeWorkload("alice-heavy-worker", "alice", Set.of(HEAVY));

  private final Journal heavy = new Journal();
  private final Journal parents = new Journal();
  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
    world.authService().register(HEAVY_WORKER);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void child_ofADeclaredType_runsThereForTheSameUserAndNarrower() {
    parent(builder -> builder.child("ChildFlow", "fleet.reserve"));
    heavyWorker(Reserving.class);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice, user-ada@alice");
    assertThat(heavy.entries()).containsExactly("reserve for user-ada@alice");
    RawToken token = tokenOf(Parent.CHILD);
    DelegationClaims claims =
        world
            .authService()
            .issuer()
            .verifier()
            .verifyDelegationToken(token, TestIssuer.TRUST_DOMAIN)
            .orElseThrow()
            .claims();
    assertThat(claims.delegation().value()).isEqualTo(trip.delegation());
    assertThat(claims.actions()).isEqualTo(ActionSet.ofNames("fleet.reserve"));
    assertThat(claims.scope().taskQueues()).containsExactly(HEAVY);
    // S2-03: neither token stands in the parent's history but in a header.
    String history =
        trip.history().toString().replace(trip.token().reveal(), "").replace(token.reveal(), "");
    assertThat(history).contains("locum.DelegateChild").doesNotContain("eyJ");
  }

  /** The history is read again for each task: what was exchanged is exchanged once. */
  @Test
  void child_ofAParentThatIsReplayed_isDelegatedOnce() {
    world.withoutWorkflowCache();
    parent(builder -> builder.child("ChildFlow", "fleet.reserve"));
    heavyWorker(Reserving.class);
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice, user-ada@alice");
    assertThat(world.authService().count("Delegate ChildFlow")).isEqualTo(1);
    assertThat(parents.entries()).hasSize(1);
  }

  /** Its parent may take the step; it may not. */
  @Test
  void child_thatDoesMoreThanItsOwn_isRefused() {
    parent(builder -> builder.child("ChildFlow", "billing.charge"));
    heavyWorker(Reserving.class);

    assertRefused(world.trip(), "locum.ACTION_NOT_ALLOWED");
  }

  @Test
  void child_withActionsThatItsParentLacks_doesNotStart() {
    parent(builder -> builder.child("ChildFlow", "fleet.scrap"));
    heavyWorker(Reserving.class);

    assertRefused(world.trip(), "locum.ACTION_NOT_ALLOWED");
    assertThatThrownBy(() -> world.history(Parent.CHILD)).hasMessageContaining("NOT_FOUND");
  }

  @Test
  void child_onAQueueOfAnotherTenant_doesNotStart() {
    world.alice(
        builder -> builder.child("ChildFlow", "fleet.reserve"),
        worker -> worker.registerWorkflowImplementationTypes(ParentOfBobs.class));

    assertRefused(world.trip(), "locum.DELEGATION_REJECTED");
    assertThatThrownBy(() -> world.history(Parent.CHILD)).hasMessageContaining("NOT_FOUND");
  }

  /** Absence denies: of a type that is not declared nobody knows what it may do there. */
  @Test
  void child_ofATypeThatIsNotDeclared_doesNotStart() {
    parent(builder -> builder.child("AnotherFlow", "fleet.reserve"));
    heavyWorker(Reserving.class);

    assertRefused(world.trip(), "locum.DELEGATION_NOT_HERE");
    assertThatThrownBy(() -> world.history(Parent.CHILD)).hasMessageContaining("NOT_FOUND");
  }

  /** Below it too: a child of its own, on its own queue. */
  @Test
  void grandchild_ofADeclaredType_hasADelegationOfItsOwnToo() {
    parent(builder -> builder.child("ChildFlow", "fleet.reserve"));
    heavyWorker(Nesting.class, builder -> builder.child("GrandchildFlow", "fleet.reserve"));
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice, user-ada@alice");
    assertThat(world.authService().count("Delegate GrandchildFlow")).isEqualTo(1);
  }

  /** Nobody can decide: the parent waits, and the child starts when somebody can. */
  @Test
  void child_whileTheAuthServiceIsAway_startsWhenItIsBack() {
    world.authService().answersAreValidFor(Duration.ZERO);
    world.alice(
        builder -> builder.child("ChildFlow", "fleet.reserve"),
        worker -> {
          worker.registerWorkflowImplementationTypes(Parent.class);
          worker.registerActivitiesImplementations(
              new Trips.Noting(parents, world.authService()::goDown));
        });
    heavyWorker(Reserving.class);
    WorkflowStub stub = world.trip().stub();

    stub.start();
    Await.until("it is asked for", () -> world.authService().refusedWhileDown() > 0);
    assertThat(heavy.entries()).isEmpty();
    world.authService().comeBack();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice, user-ada@alice");
  }

  private void assertRefused(Trip trip, String type) {
    WorkflowStub stub = trip.stub();
    stub.start();
    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, failure -> assertThat(failure.getType()).isEqualTo(type));
    assertThat(heavy.entries()).isEmpty();
  }

  private void parent(UnaryOperator<LocumPlugin.Builder> declaring) {
    world.alice(
        declaring,
        worker -> {
          worker.registerWorkflowImplementationTypes(Parent.class);
          worker.registerActivitiesImplementations(new Trips.Noting(parents));
        });
  }

  private void heavyWorker(Class<? extends ChildFlow> child) {
    heavyWorker(child, builder -> builder);
  }

  private void heavyWorker(
      Class<? extends ChildFlow> child, UnaryOperator<LocumPlugin.Builder> declaring) {
    world.pool(
        HEAVY_WORKER,
        HEAVY,
        builder -> declaring.apply(builder).activity("ReserveVehicle", "fleet.reserve"),
        worker -> {
          worker.registerWorkflowImplementationTypes(child, Grandchild.class);
          worker.registerActivitiesImplementations(new Trips.Noting(heavy));
        });
  }

  private RawToken tokenOf(String workflowId) {
    return LocumHeaders.decode(
            world
                .history(workflowId)
                .get(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getHeader()
                .getFieldsMap())
        .token();
  }

  private static TripActivities activities() {
    return Workflow.newActivityStub(TripActivities.class, Trips.activityOptions());
  }

  private static String childOn(String queue) {
    return Workflow.newChildWorkflowStub(
            ChildFlow.class,
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId(Parent.CHILD)
                .setTaskQueue(queue)
                .build())
        .run();
  }

  /** A step of its own, then a child in the other pool. */
  public static final class Parent implements TripWorkflow {
    static final String CHILD = "trip-child";

    @Override
    public String run() {
      return activities().step("own") + ", " + childOn(HEAVY);
    }
  }

  /** A child on Bob's queue. */
  public static final class ParentOfBobs implements TripWorkflow {
    @Override
    public String run() {
      return childOn("queue-bob");
    }
  }

  /** A step that takes fleet.reserve. */
  public static final class Reserving implements ChildFlow {
    @Override
    public String run() {
      return activities().reserve();
    }
  }

  /** Leaves it to a child. */
  public static final class Nesting implements ChildFlow {
    @Override
    public String run() {
      return Workflow.newChildWorkflowStub(GrandchildFlow.class).run();
    }
  }

  @WorkflowInterface
  public interface GrandchildFlow {
    @WorkflowMethod
    String run();
  }

  /** The step. */
  public static final class Grandchild implements GrandchildFlow {
    @Override
    public String run() {
      return activities().reserve();
    }
  }
}
