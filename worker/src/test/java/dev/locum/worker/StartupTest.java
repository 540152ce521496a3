package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.net.FreePort;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.HeaderedClient;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A system starts in any order: a worker waits for whom it needs, and does no work meanwhile. */
@Timeout(120)
final class StartupTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void workerThatStartsWithoutTheAuthService_waitsAndThenDoesTheWork() throws Exception {
    Journal journal = new Journal();
    WorkflowStub work = world.trip().stub();
    work.start();
    world.authService().goDown();

    CompletableFuture<?> started =
        CompletableFuture.runAsync(() ->
            world.alice(worker -> {
              worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
              worker.registerActivitiesImplementations(new Trips.Noting(journal));
            }));

    assertThat(waitsFor(started)).isTrue();
    assertThat(journal.entries()).isEmpty();

    world.authService().comeBack();

    started.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(work.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  @Test
  void workerThatStartsWithoutTemporal_waitsAndThenDoesTheWork() throws Exception {
    int port = FreePort.find();
    try (Standing standing = new Standing(port)) {
      CompletableFuture<Void> started = CompletableFuture.runAsync(standing::start);
      assertThat(waitsFor(started)).isTrue();

      try (EmbeddedTemporal engine = EmbeddedTemporal.start(port)) {
        started.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(engine.target()).endsWith(":" + port);
        assertThat(standing.work()).isEqualTo("user-ada@alice");
        standing.end();
      }
    }
  }

  /** The control, and why a plugin of its own cannot do it: the SDK itself asks Temporal first. */
  @Test
  void plainStartWithoutTemporal_failsAtOnce() throws Exception {
    try (Standing standing = new Standing(FreePort.find())) {
      assertThatThrownBy(standing.factory::start)
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
  }

  /** Both are away, and come back in either order. */
  @Test
  void workerThatStartsWithoutAnybody_waitsForBoth() throws Exception {
    int port = FreePort.find();
    world.authService().goDown();
    try (Standing standing = new Standing(port)) {
      CompletableFuture<Void> started = CompletableFuture.runAsync(standing::start);
      try (EmbeddedTemporal engine = EmbeddedTemporal.start(port)) {
        assertThat(engine.target()).endsWith(":" + port);
        Await.until("it asks", LIMIT, () -> world.authService().refusedWhileDown() > 0);
        assertThat(started).isNotDone();

        world.authService().comeBack();

        started.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(standing.work()).isEqualTo("user-ada@alice");
        standing.end();
      }
    }
  }

  /** Alice's worker for a Temporal at a port where nobody need listen yet. */
  private final class Standing implements AutoCloseable {

    private final Trip trip = world.trip();
    private final WorkflowServiceStubs stubs;
    private final LocumPlugin plugin;
    private final WorkerFactory factory;

    Standing(int port) {
      stubs =
          WorkflowServiceStubs.newServiceStubs(
              WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:" + port).build());
      plugin =
          LocumPlugin.builder()
              .authService(world.authService().reachedBy(FakeWorkload.ALICE))
              .auditSink(world.audit())
              .clock(world.clock())
              .build();
      factory =
          WorkerFactory.newInstance(
              WorkflowClient.newInstance(stubs),
              WorkerFactoryOptions.newBuilder().setPlugins(plugin).build());
      Worker worker = factory.newWorker("queue-alice");
      worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
      worker.registerActivitiesImplementations(new Trips.Noting(new Journal()));
    }

    void start() {
      plugin.start(factory);
    }

    String work() {
      WorkflowStub stub =
          HeaderedClient.of(stubs, trip.headers())
              .newUntypedWorkflowStub(trip.workflowType(), WorkerWorld.options(trip.id()));
      stub.start();
      return stub.getResult(String.class);
    }

    /** Before the engine, whose end a worker would wait out. */
    void end() {
      if (factory.isStarted()) {
        factory.shutdownNow();
        factory.awaitTermination(5, TimeUnit.SECONDS);
      }
    }

    @Override
    public void close() {
      end();
      plugin.close();
      stubs.shutdownNow();
    }
  }

  /** Whoever embeds a worker can give up. */
  @Test
  void waitingWorker_whenInterrupted_doesNotStart() throws Exception {
    world.authService().goDown();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread starting =
        new Thread(() -> {
          try {
            world.alice(worker -> {});
            outcome.complete(new AssertionError("it started"));
          } catch (RuntimeException e) {
            outcome.complete(e);
          }
        });
    starting.start();
    Await.until("it waits", LIMIT, () -> starting.getState() == Thread.State.TIMED_WAITING);

    starting.interrupt();

    assertThat(outcome.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not start");
  }

  /** A refusal is an answer; waiting would not change it. */
  @Test
  void workerThatIsRefused_doesNotWait() {
    assertThatThrownBy(() ->
            world.pool(
                new FakeWorkload("eve-worker", "eve", Set.of("queue-alice")),
                "queue-alice",
                builder -> builder,
                worker -> {}))
        .hasMessageContaining("CREDENTIAL_REJECTED");
  }

  /** Three of its pauses pass and it has neither started nor failed. */
  private static boolean waitsFor(CompletableFuture<?> start) {
    try {
      start.get(2, TimeUnit.SECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (Exception e) {
      throw new AssertionError("it failed instead of waiting", e);
    }
  }
}
