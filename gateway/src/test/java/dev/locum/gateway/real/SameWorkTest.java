package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.await.Await;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way in which a tenant works with Temporal gets the same answers with a gateway and without
 * one, in a namespace of its own and in a shared one. {@link SameAnswersTest} has the plainest.
 */
@Tag("real-temporal")
final class SameWorkTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void everyKindOfOwnWork_getsTheSameAnswers(String namespace) throws IOException {
    try (RealWorld world = RealWorld.start(directory, "work")) {
      List<String> directly =
          answers(new WorkRun(world, world.bareChannel(), world.bareChannel(), namespace), 0);
      List<String> through = answers(through(world, namespace), 0);

      assertThat(directly).hasSizeGreaterThan(30);
      assertThat(through).containsExactlyElementsOf(directly);
    }
  }

  /** With a cache the tasks come by sticky queues; when they come is not the same twice. */
  @ParameterizedTest
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void stickyQueues_workThroughTheGateway(String namespace) throws IOException {
    try (RealWorld world = RealWorld.start(directory, "work")) {
      WorkRun run = through(world, namespace);

      List<String> answers = answers(run, 10);

      assertThat(answers).hasSizeGreaterThan(30);
      assertThat(run.stickyTasks("alice.waits")).as("tasks of sticky queues").isPositive();
    }
  }

  private static WorkRun through(RealWorld world, String namespace) {
    return new WorkRun(
        world,
        world.gateway().withApiKey("alice-worker"),
        world.gateway().withApiKey("alice-starter"),
        namespace);
  }

  private static List<String> answers(WorkRun run, int cache) {
    WorkerFactory factory =
        WorkerFactory.newInstance(
            run.workerClient(),
            WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(cache).build());
    Worker pool = factory.newWorker(WorkRun.QUEUE);
    pool.registerWorkflowImplementationTypes(EveryWork.Workflows.class);
    pool.registerActivitiesImplementations(new EveryWork.Acts());
    factory.start();
    try {
      List<String> answers = run.answers();
      factory.shutdown();
      Await.until("the worker to end", Duration.ofSeconds(60), factory::isTerminated);
      return answers;
    } finally {
      factory.shutdownNow();
      factory.awaitTermination(30, TimeUnit.SECONDS);
    }
  }
}
