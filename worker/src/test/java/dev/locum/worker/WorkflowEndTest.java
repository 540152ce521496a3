package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import dev.locum.worker.fixture.HeaderedClient;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.WorkerWorld;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The delegation ends with the work, at the cost of next to nothing (S3-34). */
@Timeout(120)
final class WorkflowEndTest {

  private static final String DESCRIBE = "DescribeWorkflowExecution";

  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** The accepted completion says that the workflow has ended: nobody else is asked. */
  @Test
  void workflowThatEnds_pluginAtTheConnection_isClosedWithoutAskingTemporal() {
    world.aliceFromHerConnection(WorkflowEndTest::register);
    Trip completed = world.trip("EndingFlow");
    Trip failed = world.trip("EndingFlow");

    completed.stub().start(0, "");
    failed.stub().start(0, "planted");

    awaitOutcome(completed, "COMPLETED");
    awaitOutcome(failed, "FAILED");
    assertThat(world.asked(DESCRIBE)).isZero();
  }

  @Test
  void workflowThatEnds_pluginAtTheFactory_isClosedOnceTemporalSaysSo() {
    world.alice(WorkflowEndTest::register);
    Trip trip = world.trip("EndingFlow");

    trip.stub().start(0, "");

    awaitOutcome(trip, "COMPLETED");
  }

  /** What ends together is reported together. */
  @Test
  void manyWorkflowsThatEnd_always_areReportedInFewCalls() {
    world.aliceFromHerConnection(WorkflowEndTest::register);
    List<Trip> trips = IntStream.range(0, 20).mapToObj(i -> world.trip("EndingFlow")).toList();

    trips.forEach(trip -> trip.stub().start(0, ""));

    trips.forEach(trip -> awaitOutcome(trip, "COMPLETED"));
    assertThat(world.authService().count("CloseAll")).isBetween(1L, 19L);
    assertThat(world.authService().count("Close ")).isZero();
  }

  /** An auth service of an earlier release is told one by one. */
  @Test
  void workflowsThatEnd_authServiceWithoutTheCall_areReportedOneByOne() {
    world.authService().ignoreBatches();
    world.aliceFromHerConnection(WorkflowEndTest::register);
    Trip first = world.trip("EndingFlow");
    Trip second = world.trip("EndingFlow");

    first.stub().start(0, "");
    second.stub().start(0, "");

    awaitOutcome(first, "COMPLETED");
    awaitOutcome(second, "COMPLETED");
    assertThat(world.authService().count("Close COMPLETED")).isEqualTo(2);
  }

  /** A run that continues as new has not ended its chain; nobody is asked about it in vain. */
  @Test
  void workflowThatContinuesAsNew_always_isClosedAfterItsLastRunOnly() {
    world.aliceFromHerConnection(WorkflowEndTest::register);
    Trip trip = world.trip("EndingFlow");
    WorkflowStub stub = trip.stub();

    stub.start(3, "");

    assertThat(stub.getResult(String.class)).isEqualTo("done");
    awaitOutcome(trip, "COMPLETED");
    assertThat(world.authService().count("Close")).isEqualTo(1);
    assertThat(world.asked(DESCRIBE)).isZero();
  }

  /** A workflow with a retry policy that fails goes on, as its chain does. */
  @Test
  void workflowThatIsRetried_always_isClosedAfterItsLastRunOnly() {
    world.aliceFromHerConnection(WorkflowEndTest::register);
    Trip trip = world.trip("RetriedFlow");
    WorkflowStub stub =
        HeaderedClient.of(world.stubs(), trip.headers())
            .newUntypedWorkflowStub(
                trip.workflowType(),
                WorkflowOptions.newBuilder(WorkerWorld.options(trip.id()))
                    .setRetryOptions(
                        RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofMillis(50))
                            .setMaximumAttempts(2)
                            .build())
                    .build());

    stub.start();

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class);
    awaitOutcome(trip, "FAILED");
    assertThat(world.authService().count("Close")).isEqualTo(1);
    assertThat(world.asked(DESCRIBE)).isBetween(1L, 3L);
  }

  private void awaitOutcome(Trip trip, String outcome) {
    Await.until(
        "the end of the delegation",
        Duration.ofSeconds(60),
        () -> world.authService().outcome(trip.delegation()).equals(outcome));
  }

  private static void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(Ending.class, Retried.class);
  }

  @WorkflowInterface
  public interface EndingFlow {
    @WorkflowMethod
    String run(int more, String failure);
  }

  /** Continues as new so many times, and fails if it is told so. */
  public static final class Ending implements EndingFlow {
    @Override
    public String run(int more, String failure) {
      if (more > 0) {
        Workflow.continueAsNew(more - 1, failure);
      }
      if (!failure.isEmpty()) {
        throw ApplicationFailure.newNonRetryableFailure(failure, "planted");
      }
      return "done";
    }
  }

  @WorkflowInterface
  public interface RetriedFlow {
    @WorkflowMethod
    String run();
  }

  /** Fails each time. */
  public static final class Retried implements RetriedFlow {
    @Override
    public String run() {
      throw ApplicationFailure.newFailure("planted", "planted");
    }
  }
}
