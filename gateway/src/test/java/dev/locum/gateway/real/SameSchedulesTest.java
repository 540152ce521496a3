package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.await.Await;
import io.grpc.ManagedChannel;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleBackfill;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleState;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Work that Temporal starts itself, by a tenant's schedule, is done the same with a gateway and
 * without one: now, and for hours that have passed.
 */
@Tag("real-temporal")
final class SameSchedulesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String QUEUE = "alice-work";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void scheduledWork_getsTheSameAnswers(String namespace) throws IOException {
    try (RealWorld world = RealWorld.start(directory, "work")) {
      List<String> directly = answers(world, world.bareChannel(), world.bareChannel(), namespace);
      List<String> through =
          answers(
              world,
              world.gateway().withApiKey("alice-worker"),
              world.gateway().withApiKey("alice-starter"),
              namespace);

      assertThat(directly).hasSize(7);
      assertThat(through).containsExactlyElementsOf(directly);
    }
  }

  private static List<String> answers(
      RealWorld world, ManagedChannel worker, ManagedChannel starter, String namespace) {
    WorkflowClientOptions in = WorkflowClientOptions.newBuilder().setNamespace(namespace).build();
    WorkerFactory factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(world.gateway().stubs(worker), in),
            WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build());
    Worker pool = factory.newWorker(QUEUE);
    pool.registerWorkflowImplementationTypes(EveryWork.Workflows.class);
    pool.registerActivitiesImplementations(new EveryWork.Acts());
    factory.start();
    try {
      WorkflowServiceStubs stubs = world.gateway().stubs(starter);
      ScheduleClient schedules =
          ScheduleClient.newInstance(
              stubs, ScheduleClientOptions.newBuilder().setNamespace(namespace).build());
      return answers(schedules, WorkflowClient.newInstance(stubs, in));
    } finally {
      factory.shutdownNow();
      factory.awaitTermination(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> answers(ScheduleClient schedules, WorkflowClient client) {
    List<String> answers = new ArrayList<>();
    ScheduleHandle hourly =
        schedules.createSchedule("alice.hourly", hourly(), ScheduleOptions.newBuilder().build());
    hourly.trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL);
    answers.addAll(results(hourly, client, 1));
    Instant day = Instant.parse("2026-01-01T00:30:00Z");
    hourly.backfill(
        List.of(
            new ScheduleBackfill(
                day,
                day.plus(Duration.ofHours(2)),
                ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL)));
    answers.addAll(results(hourly, client, 3));
    Await.until(
        "the schedule in the list",
        PATIENCE,
        () ->
            schedules.listSchedules().anyMatch(row -> row.getScheduleId().equals("alice.hourly")));
    answers.add("actions: " + hourly.describe().getInfo().getNumActions());
    hourly.delete();
    Await.until(
        "the schedule to be gone from the list",
        PATIENCE,
        () ->
            schedules.listSchedules().noneMatch(row -> row.getScheduleId().equals("alice.hourly")));
    answers.add("gone");
    answers.add("listed: " + schedules.listSchedules().count());
    return answers;
  }

  /** Paused, so that it starts what it is told to start, and nothing else. */
  private static Schedule hourly() {
    return Schedule.newBuilder()
        .setAction(
            ScheduleActionStartWorkflow.newBuilder()
                .setWorkflowType(RealWorld.TYPE)
                .setArguments("hello")
                .setOptions(
                    WorkflowOptions.newBuilder()
                        .setWorkflowId("alice.hourly-work")
                        .setTaskQueue(QUEUE)
                        .build())
                .build())
        .setSpec(
            ScheduleSpec.newBuilder()
                .setIntervals(List.of(new ScheduleIntervalSpec(Duration.ofHours(1))))
                .build())
        .setState(ScheduleState.newBuilder().setPaused(true).build())
        .build();
  }

  private static List<String> results(ScheduleHandle schedule, WorkflowClient client, int count) {
    Await.until(count + " starts", PATIENCE, () -> started(schedule).size() == count);
    return started(schedule).stream()
        .map(id -> client.newUntypedWorkflowStub(id).getResult(String.class))
        .toList();
  }

  private static List<String> started(ScheduleHandle schedule) {
    return schedule.describe().getInfo().getRecentActions().stream()
        .map(action -> ((ScheduleActionExecutionStartWorkflow) action.getAction()).getWorkflowId())
        .toList();
  }
}
