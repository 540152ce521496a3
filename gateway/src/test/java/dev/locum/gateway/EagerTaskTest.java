package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.CompleteWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeRoute;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first task with the answer to a start, through the gateway as it is run (S3-09, S3-60): for a
 * worker that an administrator lets start work as well, and for nobody else.
 */
class EagerTaskTest {

  private static final Duration KEPT = Duration.ofSeconds(6);

  @TempDir Path directory;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    world = GatewayWorld.start(directory);
    asking(DelegationRule.DELEGATION_RULE_ALLOWED);
    // Alice has a second pool, which starts nothing.
    world.world().with(FakeWorkload.worker("alice-mails", "alice", "queue-mails"));
    FakeRoute trip = FakeRoute.trip("queue-alice");
    world
        .world()
        .with(
            "alice",
            new FakeRoute(
                trip.name(),
                trip.workflowType(),
                List.of("queue-alice", "queue-mails"),
                trip.actions(),
                trip.compensations(),
                trip.limit()));
    world.world().letStartWork("alice-worker").letStartWork("bob-worker");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void asking(DelegationRule rule) {
    world.world().with(FakeNamespace.shared("default").asking(rule));
  }

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub stub(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub as(String workload) {
    return stub(world.withApiKey(workload));
  }

  private static StartWorkflowExecutionRequest eager(String id, String queue) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId(id)
        .setRequestId(id)
        .setWorkflowType(WorkflowType.newBuilder().setName("TripWorkflow"))
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setRequestEagerExecution(true)
        .build();
  }

  private static RespondWorkflowTaskCompletedRequest completion(
      StartWorkflowExecutionResponse started) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setNamespace("default")
        .setTaskToken(started.getEagerWorkflowTask().getTaskToken())
        .addCommands(
            Command.newBuilder()
                .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
                .setCompleteWorkflowExecutionCommandAttributes(
                    CompleteWorkflowExecutionCommandAttributes.getDefaultInstance()))
        .build();
  }

  private WorkflowExecutionStatus status(String workflowId) {
    return as("alice-starter")
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build())
        .getWorkflowExecutionInfo()
        .getStatus();
  }

  private static DenialReason refusalOf(Runnable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal).as("a refusal").isNotNull();
    return Refusals.reasonOf(refusal);
  }

  @Test
  void workerThatStartsWork_hasTheTaskWithTheAnswer_andItsTokenIsItsTenantsAlone() {
    StartWorkflowExecutionResponse started =
        as("alice-worker").startWorkflowExecution(eager("alice.trip-1", "queue-alice"));
    assertThat(started.getEagerWorkflowTask().getHistory().getEventsList()).isNotEmpty();

    assertThat(refusalOf(() -> as("bob-worker").respondWorkflowTaskCompleted(completion(started))))
        .isEqualTo(DenialReason.WORK_NOT_FOUND);
    assertThat(refusalOf(() -> as("alice-mails").respondWorkflowTaskCompleted(completion(started))))
        .as("of the same tenant, and of another queue")
        .isEqualTo(DenialReason.ACTION_NOT_ALLOWED);
    assertThat(status("alice.trip-1"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    as("alice-worker").respondWorkflowTaskCompleted(completion(started));
    assertThat(status("alice.trip-1"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  @Test
  void nobodyElse_hasATaskWithTheAnswer() {
    StartWorkflowExecutionResponse plain =
        as("alice-starter").startWorkflowExecution(eager("alice.trip-1", "queue-alice"));
    StartWorkflowExecutionResponse ofAnotherPool =
        as("alice-worker").startWorkflowExecution(eager("alice.mail-1", "queue-mails"));

    assertThat(plain.hasEagerWorkflowTask()).isFalse();
    assertThat(ofAnotherPool.hasEagerWorkflowTask()).as("of a queue that it serves not").isFalse();
    assertThat(
            refusalOf(
                () -> as("alice-mails").startWorkflowExecution(eager("alice.m-2", "queue-mails"))))
        .as("a plain worker")
        .isEqualTo(DenialReason.CALLER_NOT_ALLOWED);
    assertThat(
            refusalOf(
                () -> as("bob-worker").startWorkflowExecution(eager("bob.trip-1", "queue-alice"))))
        .isEqualTo(DenialReason.ACTION_NOT_ALLOWED);
    assertThat(
            as("alice-mails")
                .pollWorkflowTaskQueue(
                    PollWorkflowTaskQueueRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskQueue(TaskQueue.newBuilder().setName("queue-mails"))
                        .build())
                .getWorkflowExecution()
                .getWorkflowId())
        .as("the task is there for who serves the queue")
        .isEqualTo("alice.mail-1");
  }

  @Test // the control of the tests above
  void withoutRules_anyStarterHasTheTaskOfAnyQueue() throws IOException {
    Path place = Files.createDirectory(directory.resolve("open"));
    try (GatewayWorld open = GatewayWorld.start(place, new OpenRules())) {
      assertThat(
              stub(open.withApiKey("bob-starter"))
                  .startWorkflowExecution(eager("alice.trip-1", "queue-alice"))
                  .hasEagerWorkflowTask())
          .isTrue();
    }
  }

  @Test
  void roleThatIsTakenAway_isGoneWithinSeconds() {
    Channel alice = world.withApiKey("alice-worker");
    assertThat(isToldToHaveEagerStarts(alice)).isTrue();
    world.world().letNotStartWork("alice-worker");
    world.clock().advance(KEPT);

    assertThat(
            refusalOf(
                () -> stub(alice).startWorkflowExecution(eager("alice.trip-1", "queue-alice"))))
        .isEqualTo(DenialReason.CALLER_NOT_ALLOWED);
    assertThat(isToldToHaveEagerStarts(alice)).isFalse();
  }

  private static boolean isToldToHaveEagerStarts(Channel channel) {
    return stub(channel)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
        .getCapabilities()
        .getEagerWorkflowStart();
  }

  /** Nobody but a trigger is issued a delegation; two roles are no way around that. */
  @Test
  void whereDelegationsAreRequired_itStartsNothingWithoutOne() {
    asking(DelegationRule.DELEGATION_RULE_REQUIRED);

    assertThat(
            refusalOf(() ->
                as("alice-worker").startWorkflowExecution(eager("alice.trip-1", "queue-alice"))))
        .isEqualTo(DenialReason.REQUEST_INVALID);
    assertThat(
            catchThrowableOfType(StatusRuntimeException.class, () -> status("alice.trip-1"))
                .getStatus()
                .getCode())
        .as("nothing was started")
        .isEqualTo(Status.Code.NOT_FOUND);
  }
}
