package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.history.v1.WorkflowExecutionStartedEventAttributes;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.testkit.auth.FakeRoute;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eager starts at a real Temporal: {@code alice-both} serves one of Alice's queues and may start
 * work on two. It gets what Temporal answers; what Temporal would hand out beyond that, nobody gets
 * (bypass 6).
 */
@Tag("real-temporal")
@InRealWorld({"eager", "other"})
final class EagerStartTest {

  private static final String OWN = "alice-eager";
  private static final String OTHER = "alice-other";

  private final RealWorld world;

  EagerStartTest(RealWorld world) {
    this.world = world;
  }

  @BeforeAll
  static void allowToStartWork(RealWorld world) {
    FakeRoute trip = FakeRoute.trip(OWN);
    world
        .gateway()
        .world()
        .with(FakeWorkload.worker("alice-both", "alice", OWN))
        .with(
            "alice",
            new FakeRoute(
                trip.name(),
                trip.workflowType(),
                List.of(OWN, OTHER),
                trip.actions(),
                Map.of(),
                trip.limit()))
        .letStartWork("alice-both");
  }

  private static StartWorkflowExecutionRequest eager(
      String namespace, String workflowId, String queue, String requestId) {
    return Party.startOf(workflowId, queue)
        .setNamespace(namespace)
        .setRequestId(requestId)
        .setRequestEagerExecution(true)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void eagerStart_getsTheSameAnswers_withAndWithoutTheGateway(String namespace) {
    List<String> directly = answers(world.bare(), namespace, "alice.raw-1");
    List<String> through = answers(world.through("alice-both"), namespace, "alice.raw-2");

    assertThat(directly.getFirst()).contains("eager_workflow_task");
    assertThat(through).containsExactlyElementsOf(directly);
  }

  private static List<String> answers(Party party, String namespace, String workflowId) {
    List<String> answers = new ArrayList<>();
    StartWorkflowExecutionResponse started =
        party.calls().startWorkflowExecution(eager(namespace, workflowId, OWN, workflowId));
    answers.add(said(started, workflowId));
    answers.add(
        said(
            party.calls().startWorkflowExecution(eager(namespace, workflowId, OWN, workflowId)),
            workflowId));
    answers.add(
        said(
            party
                .calls()
                .respondWorkflowTaskCompleted(
                    RespondWorkflowTaskCompletedRequest.newBuilder()
                        .setNamespace(namespace)
                        .setTaskToken(started.getEagerWorkflowTask().getTaskToken())
                        .addCommands(Party.completion())
                        .build()),
            workflowId));
    answers.add(
        said(
            party
                .calls()
                .getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(Party.execution(workflowId))
                        .build()),
            workflowId));
    return answers;
  }

  private static String said(Message answer, String workflowId) {
    return Answers.comparable(answer).replace(workflowId, "the workflow");
  }

  /** Client and worker of one process, which see by the capability that they may. */
  @ParameterizedTest
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void sdk_startsEagerly_directlyAndThroughTheGateway(String namespace) {
    for (ManagedChannel channel :
        List.of(world.bareChannel(), world.gateway().withApiKey("alice-both"))) {
      String workflowId = "alice.sdk-" + System.identityHashCode(channel);

      assertThat(worked(channel, namespace, workflowId)).isEqualTo("hello");

      assertThat(firstEvent(namespace, workflowId).getEagerExecutionAccepted()).isTrue();
    }
  }

  @Test // the control of the test above
  void sdkOfAStarter_startsTheSameWay_andItsTaskComesToAPoll() {
    Party worker = world.through("alice-worker");
    Party starter = world.through("alice-starter");

    StartWorkflowExecutionResponse started =
        starter
            .calls()
            .startWorkflowExecution(eager(RealWorld.SHARED, "alice.plain", OTHER, "plain"));

    assertThat(started.hasEagerWorkflowTask()).isFalse();
    worker.finishNext(OTHER);
    assertThat(firstEvent(RealWorld.SHARED, "alice.plain").getEagerExecutionAccepted()).isFalse();
  }

  private String worked(ManagedChannel channel, String namespace, String workflowId) {
    WorkflowClient client =
        WorkflowClient.newInstance(
            world.gateway().stubs(channel),
            WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(10).build());
    Worker pool = factory.newWorker(OWN);
    pool.registerWorkflowImplementationTypes(EveryWork.Workflows.class);
    pool.registerActivitiesImplementations(new EveryWork.Acts());
    factory.start();
    try {
      WorkflowStub work =
          client.newUntypedWorkflowStub(
              RealWorld.TYPE,
              WorkflowOptions.newBuilder()
                  .setWorkflowId(workflowId)
                  .setTaskQueue(OWN)
                  .setDisableEagerExecution(false)
                  .build());
      work.start("hello");
      return work.getResult(String.class);
    } finally {
      factory.shutdownNow();
      factory.awaitTermination(30, TimeUnit.SECONDS);
    }
  }

  private WorkflowExecutionStartedEventAttributes firstEvent(String namespace, String workflowId) {
    HistoryEvent first =
        world
            .bare()
            .calls()
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(namespace)
                    .setExecution(Party.execution(workflowId))
                    .build())
            .getHistory()
            .getEvents(0);
    return first.getWorkflowExecutionStartedEventAttributes();
  }

  /**
   * To a start that repeats a request id Temporal answers with the first task of the workflow that
   * runs, whoever polled for it, of whatever queue and type.
   */
  @Test
  @Bypass(6)
  void bypass_05_5_06_aTaskThatAnotherPoolHasPolled_isNotHadByRepeatingItsStart() {
    takenOnOther("alice.taken-1", "taken-1");
    StartWorkflowExecutionResponse stolen =
        world.bare().calls().startWorkflowExecution(repeated("alice.taken-1", "taken-1"));
    assertThat(stolen.getEagerWorkflowTask().getHistory().getEventsList())
        .as("directly it is had")
        .isNotEmpty();

    ByteString token = takenOnOther("alice.taken-2", "taken-2");
    StartWorkflowExecutionResponse refused =
        world
            .through("alice-both")
            .calls()
            .startWorkflowExecution(repeated("alice.taken-2", "taken-2"));

    assertThat(refused.hasEagerWorkflowTask()).isFalse();
    world.attacks().withheld(DenialReason.DELEGATION_NOT_HERE, world.attacks().last());
    assertThat(refused.getRunId()).isNotEmpty();
    world.through("alice-worker").answer(token, Party.completion());
    assertThat(world.bare().status("alice.taken-2"))
        .as("who has the task answers it")
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  /** Starts one on the queue of another pool, whose worker takes its first task. */
  private ByteString takenOnOther(String workflowId, String requestId) {
    world
        .through("alice-starter")
        .calls()
        .startWorkflowExecution(Party.startOf(workflowId, OTHER).setRequestId(requestId).build());
    return world.through("alice-worker").poll(OTHER).getTaskToken();
  }

  private static StartWorkflowExecutionRequest repeated(String workflowId, String requestId) {
    return eager(RealWorld.SHARED, workflowId, OWN, requestId);
  }

  @Test
  void tokenOfAnEagerTask_answersNothingInAnotherTenantsHands() {
    StartWorkflowExecutionResponse started =
        world
            .through("alice-both")
            .calls()
            .startWorkflowExecution(eager(RealWorld.SHARED, "alice.token", OWN, "token"));
    ByteString sealed = started.getEagerWorkflowTask().getTaskToken();

    world
        .attacks()
        .refused(
            DenialReason.WORK_NOT_FOUND,
            () -> world.through("bob-worker").answer(sealed, Party.completion()));
    world
        .attacks()
        .refused(
            DenialReason.CALLER_NOT_ALLOWED,
            () -> world.through("alice-starter").answer(sealed, Party.completion()));

    world.through("alice-both").answer(sealed, Party.completion());
    assertThat(world.bare().status("alice.token"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  @Test
  void plainWorkersAndOtherTenants_startNothingOfAlices() {
    StartWorkflowExecutionRequest start =
        eager(RealWorld.SHARED, "alice.foreign", OWN, "foreign").toBuilder()
            .setTaskQueue(TaskQueue.newBuilder().setName(OWN))
            .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
            .build();

    world
        .attacks()
        .refused(
            DenialReason.CALLER_NOT_ALLOWED,
            () -> world.through("alice-worker").calls().startWorkflowExecution(start));
    world
        .attacks()
        .refused(
            DenialReason.WORK_NOT_FOUND,
            () -> world.through("bob-starter").calls().startWorkflowExecution(start));
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED,
            () ->
                world
                    .through("bob-starter")
                    .calls()
                    .startWorkflowExecution(
                        start.toBuilder().setWorkflowId("bob.foreign").build()));
  }
}
