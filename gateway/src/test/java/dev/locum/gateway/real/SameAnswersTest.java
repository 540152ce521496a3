package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.testkit.await.Await;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleState;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant's own work, by the plain SDK, gets the same answers with a gateway and without one. */
@Tag("real-temporal")
final class SameAnswersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String QUEUE = "alice-work";

  @TempDir private Path directory;

  @WorkflowInterface
  public interface Trip {
    @WorkflowMethod(name = RealWorld.TYPE)
    String travel(String name);

    @SignalMethod
    void stop(String place);

    @UpdateMethod
    int add(String place);

    @QueryMethod
    List<String> places();
  }

  @ActivityInterface
  public interface Words {
    String hello(String name);
  }

  public static final class TripWorkflow implements Trip {
    private final List<String> places = new ArrayList<>();
    private boolean isOver;

    @Override
    public String travel(String name) {
      Words words =
          Workflow.newActivityStub(
              Words.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(60)).build());
      places.add(words.hello(name));
      Workflow.await(() -> isOver);
      return String.join(",", places);
    }

    @Override
    public void stop(String place) {
      places.add(place);
      isOver = place.equals("end");
    }

    @Override
    public int add(String place) {
      places.add(place);
      return places.size();
    }

    @Override
    public List<String> places() {
      return List.copyOf(places);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void ownWork_getsTheSameAnswers_withAndWithoutTheGateway(String namespace) throws IOException {
    try (RealWorld world = RealWorld.start(directory, "work")) {
      List<String> directly =
          new Run(world, world.bareChannel(), world.bareChannel(), namespace).answers();
      List<String> through =
          new Run(
                  world,
                  world.gateway().withApiKey("alice-worker"),
                  world.gateway().withApiKey("alice-starter"),
                  namespace)
              .answers();

      assertThat(directly).hasSizeGreaterThan(12);
      assertThat(through).containsExactlyElementsOf(directly);
    }
  }

  /** The same work, and what was answered. */
  private static final class Run {

    private final List<String> answers = new ArrayList<>();
    private final RealWorld world;
    private final ManagedChannel worker;
    private final Channel calls;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final String namespace;

    Run(RealWorld world, ManagedChannel worker, ManagedChannel starter, String namespace) {
      this.namespace = namespace;
      this.world = world;
      this.worker = worker;
      this.calls = starter;
      this.stubs = world.gateway().stubs(starter);
      this.client = client(stubs);
    }

    private WorkflowClient client(WorkflowServiceStubs calls) {
      return WorkflowClient.newInstance(
          calls, WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
    }

    List<String> answers() {
      // Without a cache there is no sticky queue, whose timing histories tell of.
      WorkerFactory factory =
          WorkerFactory.newInstance(
              client(world.gateway().stubs(worker)),
              WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build());
      Worker pool = factory.newWorker(QUEUE);
      pool.registerWorkflowImplementationTypes(TripWorkflow.class);
      pool.registerActivitiesImplementations((Words) name -> "hello " + name);
      factory.start();
      try {
        completes();
        cancels();
        terminates();
        findsNothing();
        schedules();
      } finally {
        factory.shutdownNow();
        factory.awaitTermination(30, TimeUnit.SECONDS);
      }
      return answers;
    }

    private void completes() {
      WorkflowStub trip = started("alice.completes");
      said(catchThrowable(() -> fresh("alice.completes").start("ada")));
      trip.signal("stop", "rome");
      awaitPlaces(trip, "hello ada", "rome");
      Integer size =
          trip.startUpdate(
                  UpdateOptions.newBuilder(Integer.class)
                      .setUpdateName("add")
                      .setUpdateId("add-oslo")
                      .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                      .build(),
                  "oslo")
              .getResult();
      said(size.toString());
      describe(trip);
      trip.signal("stop", "end");
      said(trip.getResult(String.class));
      history(trip);
      list(trip);
    }

    private void cancels() {
      WorkflowStub trip = started("alice.cancels");
      trip.cancel();
      said(catchThrowable(() -> trip.getResult(String.class)));
      history(trip);
    }

    private void terminates() {
      WorkflowStub trip = started("alice.terminates");
      trip.terminate("enough");
      said(catchThrowable(() -> trip.getResult(String.class)));
      history(trip);
      describe(trip);
    }

    private void findsNothing() {
      WorkflowStub nothing = client.newUntypedWorkflowStub("alice.nothing");
      said(catchThrowable(() -> nothing.signal("stop", "rome")));
      said(catchThrowable(() -> nothing.query("places", List.class)));
      said(catchThrowable(() -> nothing.terminate("enough")));
    }

    private void schedules() {
      ScheduleClient schedules =
          ScheduleClient.newInstance(
              stubs, ScheduleClientOptions.newBuilder().setNamespace(namespace).build());
      ScheduleHandle handle =
          schedules.createSchedule(
              "alice.schedule",
              Schedule.newBuilder()
                  .setAction(
                      ScheduleActionStartWorkflow.newBuilder()
                          .setWorkflowType(RealWorld.TYPE)
                          .setArguments("ada")
                          .setOptions(options("alice.scheduled"))
                          .build())
                  .setSpec(ScheduleSpec.newBuilder().build())
                  .setState(ScheduleState.newBuilder().setPaused(true).build())
                  .build(),
              ScheduleOptions.newBuilder().build());
      said(calls().describeSchedule(schedule()));
      handle.unpause("go on");
      said(Objects.requireNonNull(handle.describe().getSchedule().getState()).getNote());
      handle.delete();
      said(catchThrowable(handle::describe));
    }

    private DescribeScheduleRequest schedule() {
      return DescribeScheduleRequest.newBuilder()
          .setNamespace(namespace)
          .setScheduleId("alice.schedule")
          .build();
    }

    /** A workflow that waits for what comes. */
    private WorkflowStub started(String workflowId) {
      WorkflowStub trip = fresh(workflowId);
      said(trip.start("ada").getWorkflowId());
      awaitPlaces(trip, "hello ada");
      return trip;
    }

    private WorkflowStub fresh(String workflowId) {
      return client.newUntypedWorkflowStub(RealWorld.TYPE, options(workflowId));
    }

    private static WorkflowOptions options(String workflowId) {
      return WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue(QUEUE).build();
    }

    private static void awaitPlaces(WorkflowStub trip, String... places) {
      Await.untilPasses(
          "the workflow to wait",
          PATIENCE,
          () -> assertThat(trip.query("places", String[].class)).containsExactly(places));
    }

    private void describe(WorkflowStub trip) {
      said(
          calls()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(namespace)
                      .setExecution(trip.getExecution())
                      .build()));
    }

    /** Page by page. */
    private void history(WorkflowStub trip) {
      ByteString next = ByteString.EMPTY;
      do {
        GetWorkflowExecutionHistoryResponse page =
            calls()
                .getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(trip.getExecution())
                        .setMaximumPageSize(3)
                        .setNextPageToken(next)
                        .build());
        next = page.getNextPageToken();
        said(page.getHistory());
      } while (!next.isEmpty());
    }

    private void list(WorkflowStub trip) {
      String run = Objects.requireNonNull(trip.getExecution()).getRunId();
      String query = "RunId = '" + run + "'";
      String count = "RunId = '" + run + "' GROUP BY ExecutionStatus";
      Await.until("the row", PATIENCE, () -> rows(query).stream().anyMatch(Run::isCompleted));
      rows(query).forEach(this::said);
      said(
          calls()
              .countWorkflowExecutions(
                  CountWorkflowExecutionsRequest.newBuilder()
                      .setNamespace(namespace)
                      .setQuery(count)
                      .build()));
    }

    private static boolean isCompleted(WorkflowExecutionInfo row) {
      return row.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED;
    }

    private List<WorkflowExecutionInfo> rows(String query) {
      return calls()
          .listWorkflowExecutions(
              ListWorkflowExecutionsRequest.newBuilder()
                  .setNamespace(namespace)
                  .setQuery(query)
                  .build())
          .getExecutionsList();
    }

    private WorkflowServiceGrpc.WorkflowServiceBlockingStub calls() {
      return WorkflowServiceGrpc.newBlockingStub(calls).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private void said(String answer) {
      answers.add(answer);
    }

    private void said(Message answer) {
      answers.add(Answers.comparable(answer));
    }

    /** An SDK decides by the kind of a failure; words of its own name runs. */
    private void said(Throwable failure) {
      assertThat(failure).isNotNull();
      StringBuilder kinds = new StringBuilder();
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        kinds.append(cause.getClass().getName()).append(' ');
      }
      Status status = Status.fromThrowable(failure);
      answers.add(kinds + status.getCode().name());
    }
  }
}
